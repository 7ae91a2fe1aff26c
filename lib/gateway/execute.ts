import { DomainError, type ErrorCode } from "../platform/errors";
import type { JsonObject } from "../platform/json";
import { logger } from "../platform/log";
import { singleton } from "../platform/singleton";
import { redact } from "../policy";
import { callTool, UpstreamError, type ToolAnswer } from "../upstreams";
import { commitOutcome, type OutcomeRow } from "./commit";
import { outcomeWithLeaf, storableJson } from "./commit/build";
import type { Decided } from "./decide";
import type { CallAnswer, CallRequest } from "./types";

type Allowed = Extract<Decided, { kind: "allowed" }>;
type Settled = {
  status: OutcomeRow["status"];
  answer: ToolAnswer | null;
  failure: UpstreamError | null;
  attempts: number;
};

const running = () => singleton("gateway-executions", () => new Set<Promise<unknown>>());

/** Resolves when nothing is executing any more, for an orderly shutdown. */
export async function executionsSettled(): Promise<void> {
  await Promise.allSettled([...running()]);
}

/**
 * Runs an allowed call on its upstream and records what happened. The agent going away doesn't stop it: an
 * effect that has begun is better known than abandoned.
 * @returns the tool's own answer, or a refusal that says whether anything can have happened.
 */
export function execute(request: CallRequest, allowed: Allowed): Promise<CallAnswer> {
  const execution = run(request, allowed);
  running().add(execution);
  void execution.catch(() => undefined).finally(() => running().delete(execution));
  return execution;
}

async function run(request: CallRequest, { call, callId, decision }: Allowed): Promise<CallAnswer> {
  const started = performance.now();
  // People approved the arguments; answers that came later are not theirs to have seen.
  const asked = decision.id === callId ? request : withoutInput(request);
  const settled = await attempt(asked, call.capability!, call.arguments, decision.id);
  const redacted = call.policy?.obligations.redact;
  const ms = Math.round(performance.now() - started);
  const row = outcomeRow(request, { callId, decisionId: decision.id, settled, redacted, ms });
  await recordOutcome(request, row);
  if (settled.answer) {
    const status = settled.answer.isError ? "tool_error" : "succeeded";
    return { kind: "executed", callId, decision, status, result: settled.answer.result, replayed: false };
  }
  return { kind: "refused", callId, decision, error: failed(settled.failure!, callId) };
}

function withoutInput({ input: _, ...request }: CallRequest): CallRequest {
  return request;
}

/** What an agent is told when its upstream gave no answer: above all whether the call can be made again safely. */
function failed(failure: UpstreamError, callId: string): DomainError {
  const { code, effect } = failure;
  return upstreamFailure(code, effect === "unknown" ? "in_doubt" : "failed", callId, failure);
}

/** The same for an outcome read back from the database. */
export function upstreamFailure(
  code: ErrorCode,
  outcome: "in_doubt" | "failed",
  callId: string,
  cause?: UpstreamError,
): DomainError {
  const detail =
    outcome === "in_doubt"
      ? "The call was sent and no usable answer came back, so it may or may not have had its effect. Look before calling again."
      : "The call did not reach its tool; nothing was executed. It can be made again.";
  return new DomainError(code, detail, { meta: { decision: "ALLOW", outcome, call_id: callId }, cause });
}

async function attempt(
  request: CallRequest,
  capability: NonNullable<Allowed["call"]["capability"]>,
  args: JsonObject,
  decisionId: string,
): Promise<Settled> {
  const attempts = capability.idempotent ? capability.retries + 1 : 1;
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await callTool(capability.upstream, {
        tool: capability.toolName,
        arguments: args,
        timeoutMs: capability.timeoutMs,
        // The same key on every attempt, so that an upstream that keeps keys runs the call once.
        idempotencyKey: decisionId,
        signal: new AbortController().signal,
        ...(request.traceparent ? { traceparent: request.traceparent } : {}),
        ...(request.input ? { input: request.input } : {}),
        ...(request.onProgress ? { onProgress: request.onProgress } : {}),
      });
      return {
        status: answer.isError ? "tool_error" : "succeeded",
        answer,
        failure: null,
        attempts: attempt,
      };
    } catch (error) {
      const failure = error instanceof UpstreamError ? error : unexpected(error);
      if (attempt < attempts) continue;
      return {
        status: failure.effect === "unknown" ? "in_doubt" : "failed",
        answer: null,
        failure,
        attempts: attempt,
      };
    }
  }
}

/** A fault of ours after the decision: what it did upstream is not known. */
function unexpected(err: unknown): UpstreamError {
  logger("gateway").error("an execution failed unexpectedly", { err });
  return new UpstreamError("UPSTREAM_FAILED", "unknown", "the gateway failed while executing");
}

type Ran = {
  callId: string;
  decisionId: string;
  settled: Settled;
  redacted: readonly string[] | undefined;
  ms: number;
};

function outcomeRow(request: CallRequest, { callId, decisionId, settled, redacted, ms }: Ran): OutcomeRow {
  const { tenantId, agentId } = request.caller;
  const result = settled.answer ? storableJson(settled.answer.result) : null;
  return outcomeWithLeaf(
    { tenantId, agentId, requestId: request.requestId },
    {
      decision_id: decisionId,
      call_id: callId,
      session_id: request.sessionId,
      status: settled.status,
      result,
      recorded: redact("result", result, redacted),
      error_code: settled.failure?.code,
      error_message: settled.failure?.message,
      attempts: settled.attempts,
      duration_ms: ms,
    },
  );
}

const RECORD_TRIES_MS = [100, 400, 1_500, 3_000];

/** The effect is done, so its record is tried hard; where the database stays away, the call is in doubt. */
async function recordOutcome({ caller }: CallRequest, row: OutcomeRow): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await commitOutcome(caller.tenantId, row);
    } catch (cause) {
      const pause = RECORD_TRIES_MS[attempt];
      if (pause !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        continue;
      }
      logger("gateway").error("an outcome could not be recorded", { err: cause, callId: row.call_id });
      const detail =
        "The call ran, but its outcome could not be recorded, so it counts as in doubt. Look before calling again.";
      throw new DomainError("UNAVAILABLE", detail, {
        cause,
        meta: { call_id: row.call_id, outcome: "in_doubt" },
      });
    }
  }
}
