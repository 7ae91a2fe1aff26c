import type { CredentialMaterial } from "../credentials/types";
import { DomainError, type ErrorCode } from "../platform/errors";
import type { JsonObject } from "../platform/json";
import { logger } from "../platform/log";
import { callTool, UpstreamError, withCredential, type Effect, type ToolAnswer } from "../upstreams";
import type { OutcomeRow } from "./commit";
import { assertPermitted } from "./enforce/permit";
import { cancellable, type Running } from "./enforce/running";
import { snapshots, type CapabilityFacts } from "./snapshot";
import type { CallRequest } from "./types";

export type Failure = { code: ErrorCode; effect: Effect; message: string; cause: unknown };
/** What became of an allowed call. `startedAt`: when it was first sent; null: never. */
export type Settled = {
  status: OutcomeRow["status"];
  answer: ToolAnswer | null;
  failure: Failure | null;
  attempts: number;
  startedAt: Date | null;
};
type Asked = { request: CallRequest; capability: CapabilityFacts; args: JsonObject; decisionId: string };

/**
 * Has what opens the upstream issued (without it, nothing is sent), and calls the upstream. The agent going away stops
 * nothing of it; a switch that cancels what is in flight does.
 */
export function settle(asked: Asked): Promise<Settled> {
  const { caller, sessionId, capability } = asked.request;
  const call: Running = { tenantId: caller.tenantId, agentId: caller.agentId, sessionId, capability };
  return cancellable(call, (signal) => opened(asked, call, signal));
}

async function opened(asked: Asked, call: Running, signal: AbortSignal): Promise<Settled> {
  let begun = false;
  const { capability, decisionId } = asked;
  const occasion = { sessionId: call.sessionId, decisionId, tool: capability.toolName, signal };
  try {
    return await withCredential(capability.upstream, occasion, (credential) => {
      begun = true;
      return attempts({ ...asked, call, signal, credential });
    });
  } catch (cause) {
    if (begun) throw cause;
    return notBegun(signal.aborted ? (signal.reason as UpstreamError) : cause); // safe: see running.ts
  }
}

function notBegun(cause: unknown): Settled {
  const known = cause instanceof DomainError || cause instanceof UpstreamError;
  const { code, message } = known ? cause : unissued(cause);
  const failure: Failure = { code, effect: "none", message, cause };
  return { status: "failed", answer: null, failure, attempts: 0, startedAt: null };
}

function unissued(err: unknown): DomainError {
  logger("gateway").error("a credential could not be issued", { err });
  return new DomainError("CREDENTIAL_UNAVAILABLE", "What opens the upstream could not be issued.");
}

type Attempt = Asked & { call: Running; signal: AbortSignal; credential: CredentialMaterial | null };

/** Tries as often as the capability may be tried. Every try needs the permit of its moment. */
async function attempts(attempt: Attempt): Promise<Settled> {
  const { capability, call, signal } = attempt;
  const allowed = capability.idempotent ? capability.retries + 1 : 1;
  let startedAt: Date | null = null;
  let doubt = false;
  for (let made = 0; ; made++) {
    let sent = false;
    const beforeSend = () => {
      assertPermitted(call);
      sent = true;
      startedAt ??= new Date();
    };
    try {
      await freshRules(call);
      signal.throwIfAborted();
      assertPermitted(call);
      const answer = await send(attempt, beforeSend);
      const status = answer.isError ? "tool_error" : "succeeded";
      return { status, answer, failure: null, attempts: made + 1, startedAt };
    } catch (error) {
      const failure = error instanceof UpstreamError ? error : unexpected(error);
      const stopped = STOPS.has(failure.code);
      // What one try may have done, no later one takes back by never reaching its tool.
      doubt ||= stopped ? sent : failure.effect === "unknown";
      if (!stopped && made + 1 < allowed) continue;
      const { code, message } = failure;
      return {
        status: doubt ? "in_doubt" : "failed",
        answer: null,
        failure: { code, effect: doubt ? "unknown" : "none", message, cause: failure },
        attempts: stopped && !sent ? made : made + 1,
        startedAt,
      };
    }
  }
}

/** Our own reasons to end; nothing is tried again after them. */
const STOPS: ReadonlySet<string> = new Set(["KILL_SWITCH", "QUARANTINED", "UNAVAILABLE"]);

/** A process that was held up for longer than its lease has its rules anew, where they can be had. */
async function freshRules({ tenantId }: Running): Promise<void> {
  if (snapshots().inForce(tenantId)) return;
  await snapshots()
    .current(tenantId)
    .catch((err: unknown) => logger("gateway").debug("no rules to go by", { err, tenantId }));
}

function send(
  { request, capability, args, decisionId, signal, credential }: Attempt,
  beforeSend: () => void,
): Promise<ToolAnswer> {
  return callTool(capability.upstream, {
    tool: capability.toolName,
    arguments: args,
    timeoutMs: capability.timeoutMs,
    // The same key on every attempt, so that an upstream that keeps keys runs the call once.
    idempotencyKey: decisionId,
    signal,
    beforeSend,
    binding: capability.binding,
    credential,
    agentId: request.caller.agentId,
    ...(request.traceparent ? { traceparent: request.traceparent } : {}),
    ...(request.input ? { input: request.input } : {}),
    ...(request.onProgress ? { onProgress: request.onProgress } : {}),
  });
}

/** A fault of ours after the decision: what it did upstream is not known. */
function unexpected(err: unknown): UpstreamError {
  logger("gateway").error("an execution failed unexpectedly", { err });
  return new UpstreamError("UPSTREAM_FAILED", "unknown", "the gateway failed while executing");
}
