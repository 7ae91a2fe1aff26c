import { requirePermission, type Ctx } from "../platform/ctx";
import { invalidInput } from "../platform/errors";
import type { FullExplanation, PolicyDecision } from "../policy";
import { sentenceOf } from "./causes";
import { replayCall } from "./replay-call";
import { ExplainFlipInput } from "./schemas";
import type { FlipExplanation, FlipSide } from "./types";

/**
 * One stored call twice: as the revision that decided it explains it, and as a draft would.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (PolicyError where the document isn't a policy), NOT_FOUND,
 * UNAVAILABLE
 */
export async function explainFlip(ctx: Ctx, input: ExplainFlipInput): Promise<FlipExplanation> {
  requirePermission(ctx, "policy.read");
  requirePermission(ctx, "sessions.read");
  const parsed = ExplainFlipInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { document, callId } = parsed.data;
  const { row, agent, again } = await replayCall(ctx.tenantId, document, callId);
  const replayed = again?.kind === "replayed" ? again : null;
  return {
    callId: row.callId,
    sessionId: row.sessionId,
    agent,
    capability: row.capability,
    decidedAt: new Date(row.decidedAt).toISOString(),
    recorded: { action: row.action, step: row.step, ruleId: row.ruleId, reason: row.reason },
    baseline: replayed?.baseline ? side(replayed.baseline, replayed.baselineWhy) : null,
    candidate: replayed ? side(replayed.candidate, replayed.candidateWhy) : null,
    notReplayed:
      again?.kind === "not_replayed" ? { cause: again.cause, sentence: sentenceOf(again.cause) } : null,
    approximate: replayed?.approximate ?? false,
  };
}

function side({ action, ruleId, reason }: PolicyDecision, why: FullExplanation | undefined): FlipSide {
  return { action, ruleId, reason, explanation: why ?? null };
}
