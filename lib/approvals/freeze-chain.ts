import { sum } from "./matching";
import type { ChainSpec } from "./schemas";
import type { FrozenChain } from "./types";

/** What nobody decides alone. */
const FOUR_EYES = "CRITICAL";

/**
 * The chain as a request keeps it. What is CRITICAL needs two different people, so a chain that one person could
 * satisfy asks its last step's first group for one more.
 * @param version of the tenant's own chain; 0 for one that comes with the product.
 */
export function freezeChain(spec: ChainSpec, name: string, version: number, riskLevel: string): FrozenChain {
  const frozen: FrozenChain = { ...structuredClone(spec), name, version };
  // One person counts once in the whole chain, so the quorums together are the number of people.
  const people = sum(frozen.steps.flatMap(({ groups }) => groups.map(({ quorum }) => quorum)));
  const group = frozen.steps.at(-1)?.groups[0];
  if (riskLevel === FOUR_EYES && people < 2 && group) group.quorum += 2 - people;
  return frozen;
}
