import type { Facts } from "./facts";
import type { Verdict } from "./invariants";

/** What a refusal by the policy adds to its session's risk, and at how much the session is quarantined: with the sixth. */
export const RISK = { points: 4, threshold: 22 };

/** I10: each refusal by the policy raised its session's risk, once; a session that got too high is quarantined, once. */
export function riskAddsUp({ refused, decisions, signals, quarantines }: Facts): Verdict {
  const denied = decisions.filter(
    ({ sessionId, code }) => refused.includes(sessionId ?? "") && code === "POLICY_DENIED",
  );
  const each = denied.flatMap(({ id }) => {
    const points = signals.filter(({ decisionId }) => decisionId === id).map((it) => it.points);
    const once = points.length === 1 && points[0] === RISK.points;
    return once ? [] : `decision ${id} raised its session's risk by ${points.join(" and by ") || "nothing"}`;
  });
  const sums = refused.flatMap((session) => {
    const due = denied.filter(({ sessionId }) => sessionId === session).length * RISK.points;
    const score = Math.max(0, ...signals.filter((it) => it.sessionId === session).map((it) => it.score));
    const times = quarantines.filter(({ sessionId }) => sessionId === session).length;
    const line = `session ${session}: its refusals add up to ${due}`;
    return [
      // As the product rounds it.
      ...(score.toFixed(1) === due.toFixed(1) ? [] : [`${line}, and its risk is ${score}`]),
      ...(times === (due >= RISK.threshold ? 1 : 0)
        ? []
        : [`${line}, and it was quarantined ${times} times`]),
    ];
  });
  return { trials: denied.length, violations: [...each, ...sums] };
}
