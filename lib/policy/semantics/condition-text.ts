import type { ClassChange } from "./class-change";
import type { Assumption } from "./walk-pair";
import { count } from "./wording";

const MAX_ASSUMPTIONS = 3;
const RISKS = { none: null, high: "its risk is HIGH", always: "its risk is CRITICAL" } as const;

/** In words, what has to be the case for a change to show: "always", or the assumptions. */
export function conditionText({ found, assumedRisk }: ClassChange): string {
  if (found.unsure) return "perhaps: there are too many conditions to tell";
  return assumptionsText(found.assumed, assumedRisk);
}

/** The same without what rules ask for that are first in both policies, and equal. */
export function shortConditionText({ found, assumedRisk }: ClassChange): string {
  const own = found.assumed.filter(({ shared }) => !shared);
  return assumptionsText(own, assumedRisk);
}

function assumptionsText(assumed: readonly Assumption[], risk: ClassChange["assumedRisk"]): string {
  const shown = assumed.slice(0, MAX_ASSUMPTIONS).map(assumptionText);
  const more = assumed.length - shown.length;
  if (more > 0) shown.push(`${count(more, "more condition fits", "more conditions fit")}`);
  const level = risk && RISKS[risk];
  const parts = [...(level ? [level] : []), ...shown];
  return parts.length === 0 ? "always" : parts.join(" and ");
}

function assumptionText({ atom, value }: Assumption): string {
  if (value === "failed") return `${atom.text} can't be evaluated`;
  return `${atom.text} ${value ? "holds" : "does not hold"}`;
}
