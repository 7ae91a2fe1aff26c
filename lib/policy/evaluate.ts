import { type CompiledPolicy, type CompiledRule, DEFAULT_OBLIGATIONS, isCertain } from "./compile";
import { mayExcept, withException } from "./exceptions";
import { Facts } from "./facts";
import { raise } from "./raise";
import type {
  Action,
  Explanation,
  Obligations,
  PolicyDecision,
  PolicyException,
  PolicyRequest,
  Raise,
  RiskLevel,
  RuleReads,
  TriedRule,
} from "./types";

/** The member of a call's context by which an agent says that it means it. */
const CONFIRMATION = "confirmHighRiskAction";

/** An explanation lists this many tried rules and counts the rest. */
export const MAX_TRIED = 20;

const NONE: Obligations = Object.freeze({});
const NO_READS = Object.freeze({ counts: false, taint: false });

/**
 * Decides one request. Pure: no I/O, no clock, and the request stays as it is. Never throws: a condition
 * that can't be evaluated denies the call in its rule's name, so that no later, laxer rule may answer, and
 * so does anything unexpected. An exception that is active and fits turns what the policy says into ALLOW, but
 * never a failure.
 */
export function evaluate(
  policy: CompiledPolicy,
  request: PolicyRequest,
  exceptions?: readonly PolicyException[],
): PolicyDecision {
  const risk = request.capability.riskLevel ?? "HIGH";
  try {
    const decision = decide(policy, request, risk);
    return exceptions && exceptions.length > 0 ? withException(decision, request, exceptions) : decision;
  } catch {
    const sentence = "The policy could not be evaluated, so the call is denied.";
    const raised: Raise = { from: policy.default, fact: "condition_failed", sentence };
    return decision("DENY", null, sentence, risk, NONE, { tried: [], omitted: 0, matched: null, raised });
  }
}

/**
 * True where the policy could answer ALLOW or REQUIRE_APPROVAL to this principal for this capability under
 * some condition, environment or exception. For listing tools; it decides nothing.
 */
export function couldAllow(
  policy: CompiledPolicy,
  principalName: string,
  capabilityName: string,
  exceptions: readonly PolicyException[] = [],
): boolean {
  if (mayExcept(exceptions, principalName, capabilityName)) return true;
  const candidates = policy.index.candidates(principalName, capabilityName);
  if (candidates.some((rule) => rule.action !== "DENY")) return true;
  const last = candidates.at(-1);
  const alwaysDenied = last !== undefined && isCertain(last);
  return !alwaysDenied && policy.default !== "DENY";
}

/** What evaluating a request for these two would read of the session beyond what never changes. */
export function readsOfSession(
  policy: CompiledPolicy,
  principalName: string,
  capabilityName: string,
): { counts: boolean; taint: boolean } {
  if (!policy.readsCounts && !policy.readsTaint) return NO_READS;
  const candidates = policy.index.candidates(principalName, capabilityName);
  const reads = (fact: RuleReads) => candidates.some((rule) => rule.reads.has(fact));
  return { counts: reads("counts"), taint: reads("taint") };
}

function decide(policy: CompiledPolicy, request: PolicyRequest, risk: RiskLevel): PolicyDecision {
  const candidates = policy.index.candidates(request.principal.name, request.capability.name);
  const tried: TriedRule[] = [];
  let omitted = 0;
  let facts: Facts | undefined;
  for (const rule of candidates) {
    const full = tried.length >= MAX_TRIED;
    if (rule.environments !== null && !rule.environments.has(request.env.name)) {
      if (full) omitted++;
      else tried.push(rule.otherEnvironment);
      continue;
    }
    if (rule.tenants !== null && !rule.tenants.has(request.tenant.slug)) {
      if (full) omitted++;
      else tried.push(rule.otherTenant);
      continue;
    }
    const holds = rule.condition === null || rule.condition((facts ??= new Facts(request, risk)));
    if (holds === true) {
      // The rule that decided is always shown, whatever came before it.
      tried.push(rule.matched);
      return apply(rule, request, risk, tried, omitted);
    }
    if (holds !== false) return failed(rule, holds, risk, tried, omitted);
    if (full) omitted++;
    else tried.push(rule.conditionFalse);
  }
  return applyDefault(policy, request, risk, tried, omitted);
}

function apply(
  rule: CompiledRule,
  request: PolicyRequest,
  risk: RiskLevel,
  tried: TriedRule[],
  omitted: number,
) {
  if (rule.confirms && request.context[CONFIRMATION] !== true) return unconfirmed(rule, risk, tried, omitted);
  const raised = rule.action === "ALLOW" ? raise(request.capability, rule.acceptsHigh) : null;
  const action: Action = raised ? "REQUIRE_APPROVAL" : rule.action;
  const reason = raised ? raised.sentence : rule.reason;
  const explanation = { tried, omitted, matched: rule.id, raised };
  return decision(action, rule.id, reason, risk, rule.obligations[action], explanation);
}

function unconfirmed(rule: CompiledRule, risk: RiskLevel, tried: TriedRule[], omitted: number) {
  const sentence = `Rule ${rule.id} asks for a confirmation. Call again with context.${CONFIRMATION} set to true.`;
  const raised: Raise = { from: rule.action, fact: "confirmation_missing", sentence };
  const explanation = { tried, omitted, matched: rule.id, raised };
  return decision("DENY", rule.id, sentence, risk, rule.obligations.DENY, explanation);
}

function failed(rule: CompiledRule, error: string, risk: RiskLevel, tried: TriedRule[], omitted: number) {
  const sentence = `The condition of rule ${rule.id} could not be evaluated (${error}), so the call is denied.`;
  tried.push({ ruleId: rule.id, outcome: "condition_failed", condition: rule.shownCondition, error });
  const raised: Raise = { from: rule.action, fact: "condition_failed", sentence };
  const explanation = { tried, omitted, matched: rule.id, raised };
  return decision("DENY", rule.id, sentence, risk, rule.obligations.DENY, explanation);
}

function applyDefault(
  policy: CompiledPolicy,
  request: PolicyRequest,
  risk: RiskLevel,
  tried: TriedRule[],
  omitted: number,
): PolicyDecision {
  const raised = policy.default === "ALLOW" ? raise(request.capability, false) : null;
  const action: Action = raised ? "REQUIRE_APPROVAL" : policy.default;
  const reason = raised ? raised.sentence : `No rule matches, and the policy's default is ${policy.default}.`;
  const explanation = { tried, omitted, matched: null, raised };
  return decision(action, null, reason, risk, DEFAULT_OBLIGATIONS[action], explanation);
}

function decision(
  action: Action,
  ruleId: string | null,
  reason: string,
  riskLevel: RiskLevel,
  obligations: Obligations,
  explanation: Explanation,
): PolicyDecision {
  return { action, ruleId, reason, riskLevel, obligations, explanation };
}
