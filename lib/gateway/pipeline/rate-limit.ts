import type { RateLimit } from "../../policy";
import { recentCalls } from "../../sessions";
import { takeTurn } from "./turns";
import { PASS, type CallInFlight, type Step, type Verdict } from "./types";

/**
 * Has this session used up what the rule that decides grants it? Counted are committed decisions, on all processes;
 * within one process calls of the same rule and session take turns until theirs is committed. Only calls that come
 * to several processes at the same moment can exceed the limit, by one for each further process.
 */
export const rateLimit: Step = {
  name: "rate_limit",
  run: (call) => {
    const limit = call.policy?.obligations.rateLimit;
    return limit ? check(call, limit) : PASS;
  },
};

async function check(call: CallInFlight, { calls, perSeconds }: RateLimit): Promise<Verdict> {
  const { tenantId } = call.request.caller;
  const sessionId = call.session!.id;
  const ruleId = call.policy!.ruleId!; // obligations come from a rule
  call.leave = await takeTurn(`${tenantId}:${sessionId}:${ruleId}`);
  const now = Date.now();
  const recent = await recentCalls({
    tenantId,
    sessionId,
    capability: call.capability!.name,
    argumentsHash: call.argumentsHash!,
    ruleId,
    sinceMs: now - perSeconds * 1_000,
    limit: calls,
  });
  const oldest = recent[calls - 1];
  if (oldest === undefined) return PASS;
  const retryAfterSeconds = Math.max(1, Math.ceil((oldest + perSeconds * 1_000 - now) / 1_000));
  const reason = `Rule ${ruleId} lets a session call ${calls} times in ${perSeconds} seconds. Try again in ${retryAfterSeconds} seconds.`;
  return { kind: "refuse", code: "RATE_LIMITED", reason, ruleId, retryAfterSeconds };
}
