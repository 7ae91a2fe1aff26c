import { patternsOf } from "../rule-index";

/**
 * One name that stands for all names which match the same patterns. `known` is false where the name itself
 * is made up and only what matches it counts; `label` is what people read for it.
 */
export type Representative = { name: string; known: boolean; label: string };

/**
 * Finitely many names that stand for all: the known ones, the whole names among the patterns, one made-up
 * name under each wildcard, and one that nothing but `*` matches. Which patterns a name matches depends on
 * whether it is written out and on the longest wildcard above it, so there is one for each case.
 */
export function representatives(
  known: readonly string[],
  patterns: Iterable<string>,
  separator: "." | ":",
): Representative[] {
  const found = new Map<string, Representative>();
  for (const name of known) found.set(name, { name, known: true, label: name });
  const all = new Set(patterns);
  const fresh = freshSegment([...known, ...all]);
  for (const pattern of all) {
    if (pattern === "*") continue;
    if (!pattern.endsWith(`${separator}*`)) {
      if (!found.has(pattern)) found.set(pattern, { name: pattern, known: true, label: pattern });
    } else {
      const name = pattern.slice(0, -1) + fresh;
      found.set(name, { name, known: false, label: pattern });
    }
  }
  return [...found.values(), { name: fresh, known: false, label: "*" }];
}

function freshSegment(taken: readonly string[]): string {
  let fresh = "unnamed";
  while (taken.some((name) => name.includes(fresh))) fresh += "-x";
  return fresh;
}

/** Which of a policy's rules match a name: bit n stands for the rule at position n. */
export class PatternMasks {
  readonly #masks = new Map<string, bigint>();

  constructor(
    rules: readonly { position: number }[],
    patternsOfRule: (position: number) => readonly string[],
    readonly separator: "." | ":",
  ) {
    for (const { position } of rules) {
      const bit = 1n << BigInt(position);
      for (const pattern of patternsOfRule(position))
        this.#masks.set(pattern, (this.#masks.get(pattern) ?? 0n) | bit);
    }
  }

  patterns(): IterableIterator<string> {
    return this.#masks.keys();
  }

  of(name: string): bigint {
    let mask = 0n;
    for (const pattern of patternsOf(name, this.separator)) mask |= this.#masks.get(pattern) ?? 0n;
    return mask;
  }
}
