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
  const ordered = [...list].sort((a, b) => weightOf(a, catalog) - weightOf(b, catalog));
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
function weightOf({ found, assumedRisk, capability, principals }: ClassChange, catalog: Catalog): number {
  const registered = catalog.capabilities.some(({ name }) => name === capability.name);
  const agents = principals.some(({ name }) => catalog.principals.includes(name));
  return (
    (found.direction === "loosens" ? 0 : 16) +
    (assumedRisk === null ? 0 : 8) +
    (registered ? 0 : 4) +
    (agents ? 0 : 2) +
    (found.always ? 0 : 1)
  );
}
