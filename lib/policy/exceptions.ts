import type { PolicyDecision, PolicyException, PolicyRequest, Raise } from "./types";

/** A CRITICAL capability needs this many people behind its exception. */
const APPROVERS_FOR_CRITICAL = 2;

/** A denial for one of these isn't the policy's judgement of the call, so no exception lifts it. */
const BEYOND: ReadonlySet<Raise["fact"]> = new Set(["condition_failed", "confirmation_missing"]);

/**
 * The decision as an exception leaves it: DENY and REQUIRE_APPROVAL become ALLOW where one is active and fits; the
 * first in the list applies. What else the rule obliges to stays, but for the approval. Anything that failed denies.
 */
export function withException(
  decision: PolicyDecision,
  request: PolicyRequest,
  exceptions: readonly PolicyException[],
): PolicyDecision {
  const { action: from, explanation, riskLevel } = decision;
  if (from === "ALLOW" || (explanation.raised && BEYOND.has(explanation.raised.fact))) return decision;
  const needed = riskLevel === "CRITICAL" ? APPROVERS_FOR_CRITICAL : 0;
  const found = exceptions.find((it) => it.approvers >= needed && fits(it, request));
  if (!found) return decision;
  const { id, reason } = found;
  const expiresAt = found.expiresAt.toISOString();
  const { approval: _, ...obligations } = decision.obligations;
  return {
    ...decision,
    action: "ALLOW",
    reason: `An exception allows this call until ${expiresAt}: ${reason}`,
    obligations,
    explanation: { ...explanation, exception: { id, reason, expiresAt, from } },
  };
}

/** True where some exception is for this principal and capability, in whichever session. */
export function mayExcept(
  exceptions: readonly PolicyException[],
  principalName: string,
  capabilityName: string,
): boolean {
  return exceptions.some(
    ({ principal, capability }) =>
      capability === capabilityName && (principal === undefined || principal === principalName),
  );
}

/** True where the exception is in force for this very call. */
export function fits(
  exception: PolicyException,
  { principal, session, capability, now }: PolicyRequest,
): boolean {
  if (!mayExcept([exception], principal.name, capability.name) || !(exception.expiresAt > now)) return false;
  return exception.scope === "tenant" || exception.sessionId === session.id;
}
