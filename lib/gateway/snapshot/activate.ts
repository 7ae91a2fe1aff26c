import type { Environment, InForce } from "../../revisions";
import type { ActivePolicy, RejectedPolicy, TenantSnapshot } from "./types";

/**
 * What decides from now on: in each environment what is deployed and verified, or else the last good one. Where
 * nothing is deployed any more nothing decides, whatever was good before.
 */
export function activate(
  found: ReadonlyMap<Environment, InForce>,
  lastGood: ReadonlyMap<Environment, ActivePolicy>,
): Pick<TenantSnapshot, "policies" | "rejected"> {
  const policies = new Map<Environment, ActivePolicy>();
  const rejected = new Map<Environment, RejectedPolicy>();
  for (const [environment, it] of found) {
    const { revisionId, number, deployedAt } = it;
    if (!("problem" in it)) {
      policies.set(environment, { compiled: it.compiled, revisionId, number, deployedAt });
      continue;
    }
    rejected.set(environment, { revisionId, number, problem: it.problem, deployedAt });
    const good = lastGood.get(environment);
    if (good) policies.set(environment, good);
  }
  return { policies, rejected };
}
