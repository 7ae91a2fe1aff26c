import { areDisjoint } from "./comparison";
import type { Atom, Truth } from "./formula";

/** What is known and what is assumed of the parts of conditions, on one way through two policies. */
export class Assignment {
  readonly #fixed: (atom: Atom) => Truth | undefined;
  readonly #assumed = new Map<string, { atom: Atom; value: Truth }>();

  constructor(fixed: (atom: Atom) => Truth | undefined) {
    this.#fixed = fixed;
  }

  valueOf(atom: Atom): Truth | undefined {
    return this.#assumed.get(atom.key)?.value ?? this.#fixed(atom);
  }

  /** False where that can't be, beside what is assumed already; then it isn't assumed. */
  assume(atom: Atom, value: Truth): boolean {
    if (value === "failed" && atom.total) return false;
    for (const other of this.#assumed.values()) {
      if (contradicts(atom, value, other.atom, other.value)) return false;
    }
    this.#assumed.set(atom.key, { atom, value });
    return true;
  }

  forget(atom: Atom): void {
    this.#assumed.delete(atom.key);
  }

  made(): { atom: Atom; value: Truth }[] {
    return [...this.#assumed.values()];
  }
}

/**
 * True where two comparisons of one thing with numbers can't come to this together: below 100 but not below
 * 200, or one of them failed and the other not.
 */
function contradicts(one: Atom, value: Truth, other: Atom, otherValue: Truth): boolean {
  const [a, b] = [one.comparison, other.comparison];
  if (!a || !b || a.subject !== b.subject) return false;
  if (value === "failed" || otherValue === "failed") return value !== otherValue;
  return areDisjoint(value ? a.whenTrue : a.whenFalse, otherValue ? b.whenTrue : b.whenFalse);
}
