/** A rule's place in the policy, and what it is indexed by. */
export type Indexed = { position: number; principals: readonly string[]; capabilities: readonly string[] };

/** At most this many (principal, capability) pairs are remembered; then remembering starts afresh. */
const MEMO_PAIRS = 20_000;

/**
 * Finds the rules that could match a principal and a capability, in the policy's order, without looking at
 * the others. Names are found by hash, wildcards by the name's own leading segments, and an answer is
 * remembered, so that the cost doesn't grow with the number of rules.
 */
export class RuleIndex<Rule extends Indexed> {
  readonly #rules: readonly Rule[];
  readonly #byCapability = new Map<string, Rule[]>();
  readonly #finish: (candidates: Rule[]) => Rule[];
  readonly #memo = new Map<string, Map<string, readonly Rule[]>>();
  #pairs = 0;

  /** `finish` may shorten a list before it is remembered. */
  constructor(rules: readonly Rule[], finish: (candidates: Rule[]) => Rule[]) {
    this.#rules = rules;
    this.#finish = finish;
    for (const rule of rules) {
      for (const pattern of new Set(rule.capabilities)) {
        const known = this.#byCapability.get(pattern);
        if (known) known.push(rule);
        else this.#byCapability.set(pattern, [rule]);
      }
    }
  }

  candidates(principal: string, capability: string): readonly Rule[] {
    const known = this.#memo.get(principal)?.get(capability);
    if (known !== undefined) return known;
    return this.#remember(principal, capability, this.#find(principal, capability));
  }

  #find(principal: string, capability: string): readonly Rule[] {
    const names = new Set(patternsOf(principal, ":"));
    const positions = new Set<number>();
    for (const pattern of patternsOf(capability, ".")) {
      for (const rule of this.#byCapability.get(pattern) ?? []) {
        if (rule.principals.some((name) => names.has(name))) positions.add(rule.position);
      }
    }
    const ordered = [...positions].sort((a, b) => a - b);
    return this.#finish(ordered.flatMap((position) => this.#rules[position] ?? []));
  }

  #remember(principal: string, capability: string, found: readonly Rule[]): readonly Rule[] {
    if (this.#pairs >= MEMO_PAIRS) {
      this.#memo.clear();
      this.#pairs = 0;
    }
    const known = this.#memo.get(principal) ?? new Map<string, readonly Rule[]>();
    this.#memo.set(principal, known.set(capability, found));
    this.#pairs++;
    return found;
  }
}

/** All patterns that match a name: itself, `*`, and each of its leading segments with a star behind. */
export function patternsOf(name: string, separator: "." | ":"): string[] {
  const patterns = ["*", name];
  for (let at = name.indexOf(separator); at !== -1; at = name.indexOf(separator, at + 1))
    patterns.push(`${name.slice(0, at + 1)}*`);
  return patterns;
}
