import { comparePolicies, type Catalog, type CompiledPolicy } from "../policy";
import { compiledOrNull } from "./content";
import type { StoredDiff } from "./types";

/** A revision as far as comparing goes. */
export type Comparable = { id: string; document: string };

/**
 * What `candidate` means beside the revision in force in production, null where there is none. One that can't be
 * read lets nothing through, so that beside it whatever is allowed loosens.
 */
export function compareWith(
  inForce: Comparable | null,
  candidate: CompiledPolicy,
  catalog: Catalog,
): StoredDiff {
  const before = inForce && compiledOrNull(inForce.document);
  return { ...comparePolicies(before, candidate, catalog), against: inForce?.id ?? null };
}
