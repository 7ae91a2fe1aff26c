import type { Catalog, SemanticChange, SemanticDiff } from "../check-types";
import type { ClassChange } from "./class-change";
import { conditionText } from "./condition-text";
import { sentencesOf } from "./sentences";

/** A list is for reading; what is beyond it is counted in the sentences. */
const MAX_CHANGES = 500;

/** The answer for people: sentences, and the changes, loosening and today's registry first. */
export function describeChanges(
  { list, complete }: { list: readonly ClassChange[]; complete: boolean },
  catalog: Catalog,
): Omit<SemanticDiff, "rules"> {
  const registered = new Set(catalog.capabilities.map(({ name }) => name));
  const known = new Set(catalog.principals);
  const ordered = list
    .map((change) => ({ change, weight: weightOf(change, registered, known) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ change }) => change);
  const changes: SemanticChange[] = [];
  let truncated = !complete;
  for (const change of ordered) {
    for (const principal of change.principals) {
      if (changes.length >= MAX_CHANGES) truncated = true;
      else changes.push(changeOf(change, principal.label));
    }
    if (truncated && changes.length >= MAX_CHANGES) break;
  }
  return {
    sentences: sentencesOf(ordered, catalog),
    changes,
    loosens: !complete || list.some(({ found }) => found.direction === "loosens"),
    tightens: !complete || list.some(({ found }) => found.direction === "tightens"),
    truncated,
  };
}

function changeOf(change: ClassChange, principal: string): SemanticChange {
  const { capability, setting, found } = change;
  return {
    principal,
    capability: capability.label,
    environment: setting.environment === "" ? "*" : setting.environment,
    from: found.from,
    to: found.to,
    direction: found.direction,
    detail: found.detail,
    when: conditionText(change),
    ruleBefore: found.ruleBefore,
    ruleAfter: found.ruleAfter,
  };
}

/** Loosening before tightening, facts before assumptions, names before patterns. */
function weightOf(
  { found, assumedRisk, capability, principals }: ClassChange,
  registered: ReadonlySet<string>,
  known: ReadonlySet<string>,
): number {
  const agents = principals.some(({ name }) => known.has(name));
  return (
    (found.direction === "loosens" ? 0 : 16) +
    (assumedRisk === null ? 0 : 8) +
    (registered.has(capability.name) ? 0 : 4) +
    (agents ? 0 : 2) +
    (found.always ? 0 : 1)
  );
}
