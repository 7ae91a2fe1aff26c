import { once } from "node:events";
import { withDeadline, type Deadline } from "../platform/deadline";
import { DomainError } from "../platform/errors";
import type { Json, JsonObject } from "../platform/json";
import { logger } from "../platform/log";
import { decide, type Decided } from "./decide";
import { execute } from "./execute";
import { awaitActivity, awaitApproval } from "./hold";
import { decisionSummary, loadCall, storedAnswer, type StoredCall } from "./stored-call";
import type { CallAnswer, Caller, CallRequest } from "./types";

/** How long a repeated request waits for the first one's outcome before it is told to come back. */
const REPLAY_WAIT_MS = 30_000;

/**
 * One call from request to answer: decided and durably recorded, then executed; or refused; or held for people
 * and, where the agent waits, carried on when they have said yes. Both doors come through here.
 * @throws DomainError UNAVAILABLE, OVERLOADED: nothing was executed.
 */
export async function handleCall(request: CallRequest): Promise<CallAnswer> {
  const decided = await decide(request).finally(() => request.slot?.leave());
  return answer(request, decided);
}

async function answer(request: CallRequest, decided: Decided): Promise<CallAnswer> {
  switch (decided.kind) {
    case "refused":
      return decided;
    case "allowed":
      return execute(request, decided);
    case "held":
      return (await carryOn(request, decided.callId, decided.approval.id)) ?? decided;
    case "attached": {
      const carried = await carryOn(request, decided.callId, decided.approval.id);
      if (carried) return carried;
      const { first } = await loadCall(request.caller, decided.callId);
      return {
        kind: "held",
        callId: decided.callId,
        decision: decisionSummary(first),
        approval: decided.approval,
      };
    }
    case "replay":
      return replay(request, decided.callId);
  }
}

/** Waits for people and goes on with what they said; null while they have not said anything. */
async function carryOn(request: CallRequest, callId: string, approvalId: string): Promise<CallAnswer | null> {
  if (request.holdMs <= 0) return null;
  const { caller, holdMs, signal } = request;
  const status = await awaitApproval(caller.tenantId, approvalId, holdMs, signal);
  // An approval nobody waits for any more keeps: the agent may come back and use it.
  if (status === "pending" || signal.aborted) return null;
  // A no is the answer to the call that was held; only a yes needs a decision of its own.
  if (status !== "approved") return storedAnswer(await loadCall(caller, callId));
  const redeeming = { ...request, approvalId, resumed: true as const, holdMs: 0 };
  return answer(redeeming, await decide(redeeming));
}

/** The answer that this request got the first time; it is never executed again. */
async function replay(request: CallRequest, callId: string): Promise<CallAnswer> {
  const deadline = Date.now() + REPLAY_WAIT_MS;
  for (;;) {
    const stored = await loadCall(request.caller, callId);
    const known = storedAnswer(stored);
    if (known?.kind === "executed") return { ...known, replayed: true };
    if (known?.kind === "refused") return known;
    // Held or approved: the repeated request takes the first one's place at the approval.
    if (stored.approval && stored.state !== "running") {
      const { idempotencyKey: _, ...rest } = request;
      const again = { ...rest, approvalId: stored.approval.id };
      return answer(again, await decide(again));
    }
    const left = deadline - Date.now();
    if (left <= 0 || request.signal.aborted) {
      const meta = { call_id: callId };
      throw new DomainError(
        "IDEMPOTENCY_IN_PROGRESS",
        "The first request with this key is still running. Ask again in a moment.",
        { meta },
      );
    }
    await awaitActivity(request.caller.tenantId, Math.min(left, 500));
  }
}

/** How long to wait for the tool of a call that this starts, and whether anybody still waits. */
type Patience = { waitMs: number; signal: AbortSignal };

/**
 * What became of a call, for an agent that asks later. A call that people have approved meanwhile is started by
 * being asked for, once: its grant can be used by one process only, and a refusal to use it is the answer from then on.
 * @throws DomainError UNAVAILABLE, OVERLOADED: it could not be decided, and nothing was executed.
 */
export async function callStatus(
  caller: Caller,
  callId: string,
  patience?: Patience,
): Promise<CallAnswer | { kind: "running" }> {
  const stored = await loadCall(caller, callId);
  const known = storedAnswer(stored);
  if (known || stored.state !== "approved") return known ?? { kind: "running" };
  const request = asStored(caller, stored);
  // Decided before anything is said: "it is running" would be a lie about a call that the rules no longer let run.
  const decided = await decide(request);
  const run = answer(request, decided).catch((err: unknown) =>
    logger("gateway").warn("an approved call could not be carried on", { err, callId }),
  );
  if (patience) await firstOf(run, patience);
  // Another process may have used the grant first: what is on record holds, not what this run came to.
  return storedAnswer(await loadCall(caller, callId)) ?? { kind: "running" };
}

function firstOf(run: Promise<unknown>, { waitMs, signal }: Patience): Promise<void> {
  const patience = async ({ signal: end }: Deadline) => {
    if (!end.aborted) await Promise.race([run, once(end, "abort")]);
  };
  return withDeadline(waitMs, patience, signal);
}

/** The request of a held call, made again from what was recorded of it. */
function asStored(caller: Caller, { first, approval }: StoredCall): CallRequest {
  return {
    caller,
    door: first.door === "mcp" ? "mcp" : "rest",
    sessionId: first.sessionId!,
    capability: first.capability,
    arguments: first.arguments as Json,
    ...(first.context ? { context: first.context as JsonObject } : {}),
    ...(first.traceparent ? { traceparent: first.traceparent } : {}),
    approvalId: approval!.id,
    resumed: true,
    requestId: first.requestId,
    signal: new AbortController().signal,
    holdMs: 0,
  };
}
