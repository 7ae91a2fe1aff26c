import { type Comparison, intersection, type Range } from "./comparison";
import type { Atom, Truth } from "./formula";

/** What all assumptions about one compared thing leave of it: some numbers, or that comparing it fails. */
type Left = Range | "failed";

/** What is known and what is assumed of the parts of conditions, on one way through two policies. */
export class Assignment {
  readonly #fixed: (atom: Atom) => Truth | undefined;
  readonly #assumed = new Map<string, { atom: Atom; value: Truth; before: Left | undefined }>();
  readonly #left = new Map<string, Left>();

  constructor(fixed: (atom: Atom) => Truth | undefined) {
    this.#fixed = fixed;
  }

  get size(): number {
    return this.#assumed.size;
  }

  valueOf(atom: Atom): Truth | undefined {
    return this.#assumed.get(atom.key)?.value ?? this.#fixed(atom);
  }

  /**
   * False where that can't be, beside what is assumed already; then it isn't assumed. What is compared with two
   * numbers can't be below the lower but not below the higher, nor fail only once.
   */
  assume(atom: Atom, value: Truth): boolean {
    if (value === "failed" && atom.total) return false;
    const { comparison } = atom;
    const before = comparison ? this.#left.get(comparison.subject) : undefined;
    if (comparison) {
      const left = narrowed(before, comparison, value);
      if (left === null) return false;
      this.#left.set(comparison.subject, left);
    }
    this.#assumed.set(atom.key, { atom, value, before });
    return true;
  }

  /** Takes back the latest assumption, which has to be about this atom. */
  forget(atom: Atom): void {
    const { comparison } = atom;
    const before = this.#assumed.get(atom.key)?.before;
    if (comparison && before !== undefined) this.#left.set(comparison.subject, before);
    else if (comparison) this.#left.delete(comparison.subject);
    this.#assumed.delete(atom.key);
  }

  made(): { atom: Atom; value: Truth }[] {
    return [...this.#assumed.values()].map(({ atom, value }) => ({ atom, value }));
  }
}

function narrowed(before: Left | undefined, comparison: Comparison, value: Truth): Left | null {
  if (value === "failed") return before === undefined || before === "failed" ? "failed" : null;
  if (before === "failed") return null;
  const range = value ? comparison.whenTrue : comparison.whenFalse;
  return before === undefined ? range : intersection(before, range);
}
