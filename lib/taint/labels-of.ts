import { isObject, type Json } from "../platform/json";
import { detect } from "./detect";
import { isTaintLabel, RESULT_LABELS_KEY, type TaintLabel } from "./schemas";

type Sources = {
  /** What a person said of the capability. */
  resultLabels: readonly string[];
  /** What the tenant has the gateway look for. */
  detectLabels: readonly string[];
};

/**
 * What a result leaves on the session that reads it: what its capability says, what the upstream says in the result's
 * `_meta`, and what is found in it. Each can only add. Pure.
 */
export function labelsOf(result: Json, { resultLabels, detectLabels }: Sources): TaintLabel[] {
  const known = new Set<TaintLabel>(resultLabels.filter(isTaintLabel));
  for (const label of saidByUpstream(result)) known.add(label);
  // What is known already need not be looked for.
  const wanted = detectLabels.filter((label) => isTaintLabel(label) && !known.has(label));
  for (const label of detect(result, wanted)) known.add(label);
  return [...known].sort();
}

/** Unknown words say nothing; a list of any length is read to its end only as far as it can matter. */
function saidByUpstream(result: Json): TaintLabel[] {
  const meta = isObject(result) ? result._meta : undefined;
  const said = isObject(meta) ? meta[RESULT_LABELS_KEY] : undefined;
  return Array.isArray(said) ? said.slice(0, 100).filter(isTaintLabel) : [];
}
