import { DomainError, type ErrorCode } from "../platform/errors";
import { logger } from "../platform/log";
import { singleton } from "../platform/singleton";
import { redact } from "../policy";
import { labelsOf } from "../taint";
import { takePlace } from "./admission";
import { settle, type Failure, type Settled } from "./attempt";
import { commitOutcome, type OutcomeRow, type RiskTerms } from "./commit";
import { outcomeWithLeaf, storableJson } from "./commit/build";
import type { Decided } from "./decide";
import { outcomeRisk } from "./risk";
import { riskTerms } from "./snapshot";
import type { CallAnswer, CallRequest } from "./types";

type Allowed = Extract<Decided, { kind: "allowed" }>;

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
  const settled = await settle({
    request: asked,
    capability: call.capability!,
    args: call.arguments,
    decisionId: decision.id,
  });
  const redacted = call.policy?.obligations.redact;
  const ms = Math.round(performance.now() - started);
  const labels = settled.answer ? labelsOf(settled.answer.result, sources(call)) : undefined;
  const row = outcomeRow(request, { callId, decisionId: decision.id, settled, redacted, labels, ms });
  const risky = { ...row, ...outcomeRisk(call.snapshot, row) };
  const place = takePlace(request.caller.tenantId);
  await recordOutcome(request, risky, riskTerms(call.snapshot)).finally(place.leave);
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
function failed({ code, effect, cause }: Failure, callId: string): DomainError {
  return upstreamFailure(code, effect === "unknown" ? "in_doubt" : "failed", callId, cause);
}

const IN_DOUBT =
  "The call was sent and no usable answer came back, so it may or may not have had its effect. Look before calling again.";
const NEVER_REACHED = "The call did not reach its tool; nothing was executed. It can be made again.";
const NOT_RUN: { [code in ErrorCode]?: string } = {
  CREDENTIAL_UNAVAILABLE:
    "What opens this tool could not be had, so nothing was executed. Whoever administers its upstream can see why.",
  KILL_SWITCH: "A kill switch was set before the call was sent; nothing was executed.",
  QUARANTINED: "The session was quarantined before the call was sent; nothing was executed.",
  UNAVAILABLE: "The gateway could not make sure that the call is still permitted; nothing was executed.",
};

/** The same for an outcome read back from the database. */
export function upstreamFailure(
  code: ErrorCode,
  outcome: "in_doubt" | "failed",
  callId: string,
  cause?: unknown,
): DomainError {
  const detail = outcome === "in_doubt" ? IN_DOUBT : (NOT_RUN[code] ?? NEVER_REACHED);
  return new DomainError(code, detail, { meta: { decision: "ALLOW", outcome, call_id: callId }, cause });
}

/** Where labels of a result come from. */
function sources({ capability, snapshot }: Allowed["call"]) {
  return {
    resultLabels: capability!.resultLabels,
    detectLabels: snapshot.containment.detectLabels,
  };
}

type Ran = {
  callId: string;
  decisionId: string;
  settled: Settled;
  redacted: readonly string[] | undefined;
  labels: readonly string[] | undefined;
  ms: number;
};

function outcomeRow(
  request: CallRequest,
  { callId, decisionId, settled, redacted, labels, ms }: Ran,
): OutcomeRow {
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
      started_at: settled.startedAt?.toISOString(),
      labels,
    },
  );
}

const RECORD_TRIES_MS = [100, 400, 1_500, 3_000];

/** The effect is done, so its record is tried hard; where the database stays away, the call is in doubt. */
async function recordOutcome(
  { caller }: CallRequest,
  row: OutcomeRow,
  terms: RiskTerms | null,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await commitOutcome(caller.tenantId, row, terms);
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
