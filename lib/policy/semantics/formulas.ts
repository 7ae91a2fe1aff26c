import type { CompiledRule } from "../compile";
import { type Formula, formulaOf } from "./formula";

/** Conditions taken apart, each text once. */
export class Formulas {
  readonly #known = new Map<string, Formula>();

  /** Null for a rule without a condition. */
  of({ id, when }: CompiledRule): Formula | null {
    if (when === null) return null;
    const known = this.#known.get(when.text);
    if (known) return known;
    const formula = formulaOf(when.text, id);
    this.#known.set(when.text, formula);
    return formula;
  }
}
