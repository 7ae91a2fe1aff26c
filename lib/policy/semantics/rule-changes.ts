import { canonical } from "../../platform/json";
import type { SemanticDiff } from "../check-types";
import type { PolicyDocument } from "../schemas";

/** Which rules were added, removed, rewritten or put elsewhere, by id. As few as possible count as moved. */
export function ruleChanges(before: PolicyDocument | null, after: PolicyDocument): SemanticDiff["rules"] {
  const was = new Map((before?.rules ?? []).map((rule, position) => [rule.id, { rule, position }]));
  const now = new Set(after.rules.map(({ id }) => id));
  const kept = after.rules.filter(({ id }) => was.has(id));
  const inPlace = longestRising(kept.map(({ id }) => was.get(id)?.position ?? 0));
  return {
    added: after.rules.filter(({ id }) => !was.has(id)).map(({ id }) => id),
    removed: [...was.keys()].filter((id) => !now.has(id)),
    changed: kept.filter((rule) => canonical(rule) !== canonical(was.get(rule.id)?.rule)).map(({ id }) => id),
    moved: kept.filter((_, n) => !inPlace.has(n)).map(({ id }) => id),
  };
}

/** The indexes of a longest rising subsequence. */
function longestRising(numbers: readonly number[]): ReadonlySet<number> {
  /** The index of the smallest end of all rising sequences of each length. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  numbers.forEach((number, n) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    previous[n] = ends[low - 1];
    ends[low] = n;
  });
  const found = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) found.add(at);
  return found;
}
