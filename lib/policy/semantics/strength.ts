import { BUILT_IN_CHAINS } from "../chains";
import { type CompiledPolicy, type CompiledRule, DEFAULT_OBLIGATIONS } from "../compile";
import {
  isBuiltInChain,
  type Action,
  type CapabilityRequest,
  type Obligations,
  type RateLimit,
} from "../types";

/** How far risk raises an ALLOW: not at all, unless the rule accepts it, or whatever the rule says. */
export type RiskRaise = "none" | "high" | "always";

export type Outcome = { action: Action; obligations: Obligations; ruleId: string | null };

/** One way in which two outcomes differ; `detail` is there where it isn't the action itself. */
export type Difference = { direction: "loosens" | "tightens"; detail: string | null };

const STRICTNESS: Record<Action, number> = { ALLOW: 0, REQUIRE_APPROVAL: 1, DENY: 2 };
const ROLES = ["reviewer", "admin"];
const MODERATION = ["none", "standard", "strict"];

export function raiseOf({ riskLevel, requiresApproval }: CapabilityRequest): RiskRaise {
  if (requiresApproval || riskLevel === "CRITICAL") return "always";
  return riskLevel === null || riskLevel === "HIGH" ? "high" : "none";
}

/** What a rule that matches answers. */
export function outcomeOfRule(rule: CompiledRule, raise: RiskRaise): Outcome {
  const action = raised(rule.action, raise, rule.acceptsHigh);
  return { action, obligations: rule.obligations[action], ruleId: rule.id };
}

export function outcomeOfDefault(policy: CompiledPolicy, raise: RiskRaise): Outcome {
  const action = raised(policy.default, raise, false);
  return { action, obligations: DEFAULT_OBLIGATIONS[action], ruleId: null };
}

/** What a rule answers whose condition can't be evaluated, or whose confirmation is missing. */
export function denialBy(ruleId: string): Outcome {
  return { action: "DENY", obligations: {}, ruleId };
}

/** Equal for outcomes that differ in nothing but the rule. */
export function keyOfOutcome({ action, obligations }: Outcome): string {
  const { approval, rateLimit, moderation } = obligations;
  return [action, approval?.chain, rateLimit?.calls, rateLimit?.perSeconds, moderation].join(",");
}

/** In which ways the second outcome is laxer or stricter than the first: in action, approval, limit, moderation. */
export function differences(before: Outcome, after: Outcome): Difference[] {
  const found: Difference[] = [];
  const add = (change: number, detail: string | null) => {
    if (change !== 0) found.push({ direction: change < 0 ? "loosens" : "tightens", detail });
  };
  add(STRICTNESS[after.action] - STRICTNESS[before.action], null);
  if (before.action === "DENY" || after.action === "DENY") return found;
  const [was, now] = [before.obligations, after.obligations];
  if (was.approval && now.approval) compareChains(was.approval.chain, now.approval.chain, add);
  const limits = `rate limit ${limitText(now.rateLimit)} instead of ${limitText(was.rateLimit)}`;
  if (exceeds(now.rateLimit, was.rateLimit)) add(-1, limits);
  if (exceeds(was.rateLimit, now.rateLimit)) add(1, limits);
  const [level, former] = [now.moderation ?? "none", was.moderation ?? "none"];
  add(MODERATION.indexOf(level) - MODERATION.indexOf(former), `moderation ${level} instead of ${former}`);
  return found;
}

/** Of built-in chains it is known which asks for more; of a tenant's own it isn't, so that is both. */
function compareChains(was: string, now: string, add: (change: number, detail: string) => void): void {
  if (was === now) return;
  if (isBuiltInChain(was) && isBuiltInChain(now)) {
    const [before, after] = [BUILT_IN_CHAINS[was], BUILT_IN_CHAINS[now]];
    const roles = `by ${after.role} instead of ${before.role}`;
    add(ROLES.indexOf(after.role) - ROLES.indexOf(before.role), `approval ${roles}`);
    const people = `${after.required} instead of ${before.required}`;
    add(after.required - before.required, `approvals needed: ${people}`);
    return;
  }
  const detail = `approval by the chain ${now} instead of ${was}, which may ask for less or for more`;
  add(-1, detail);
  add(1, detail);
}

/** True where the first limit lets through something that the second doesn't. */
function exceeds(limit: RateLimit | undefined, other: RateLimit | undefined): boolean {
  if (!other) return false;
  return !limit || limit.calls > other.calls || limit.perSeconds < other.perSeconds;
}

function limitText(limit: RateLimit | undefined): string {
  return limit ? `${limit.calls} per ${limit.perSeconds} s` : "none";
}

function raised(action: Action, raise: RiskRaise, acceptsHigh: boolean): Action {
  if (action !== "ALLOW" || raise === "none" || (raise === "high" && acceptsHigh)) return action;
  return "REQUIRE_APPROVAL";
}
