import type { CompiledPolicy, CompiledRule } from "../compile";
import type { Action } from "../types";
import { type Atom, atomsOf, type Formula, keyOfFormula, type Truth, valueOf } from "./formula";
import type { Formulas } from "./formulas";
import {
  denialBy,
  differences,
  keyOfOutcome,
  type Outcome,
  outcomeOfDefault,
  outcomeOfRule,
  type RiskRaise,
} from "./strength";
import { Assignment } from "./assignment";

/** One difference of two policies for one class of calls, under the fewest assumptions it was found with. */
export type Found = {
  from: Action;
  to: Action;
  direction: "loosens" | "tightens";
  detail: string | null;
  /** What is assumed of conditions; empty where nothing has to be. */
  assumed: readonly Assumption[];
  /** True where the policies differ like this whatever the conditions come to. */
  always: boolean;
  /** True where there were too many conditions to tell. */
  unsure: boolean;
  ruleBefore: string | null;
  ruleAfter: string | null;
};

/** `shared` where only rules depend on it that come first in both policies and are equal. */
export type Assumption = { atom: Atom; value: Truth; shared: boolean };

type Step = { formula: Formula | null; confirms: boolean; outcome: Outcome };
/** One policy's part: its steps, and for each position a number that stands for all that follows. */
export type Side = { steps: readonly Step[]; keys: string[]; rest: readonly number[]; fallback: Outcome };

/** At most this many branches are followed for one pair of lists; beyond it the answer is "may". */
const MAX_BRANCHES = 20_000;
/** What is left of the branches for one comparison. */
export type Budget = { left: number };
const CONFIRMED: Atom = {
  key: "confirmed",
  source: "",
  text: "`context.confirmHighRiskAction`",
  reads: new Set(["context"]),
  total: true,
  comparison: null,
};
const FAILURE_WEIGHT = 1_000;
const TRUTHS: readonly Truth[] = [true, false, "failed"];

/** A list of candidate rules of one policy, ready for walking. `numbers` has to be shared by both sides. */
export function sideOf(
  policy: CompiledPolicy,
  rules: readonly CompiledRule[],
  formulas: Formulas,
  raise: RiskRaise,
  numbers: Map<string, number>,
): Side {
  const steps = rules.map((rule): Step => {
    const outcome = outcomeOfRule(rule, raise);
    const confirms = rule.confirms && outcome.action !== "DENY";
    return { formula: formulas.of(rule), confirms, outcome };
  });
  const fallback = outcomeOfDefault(policy, raise);
  const number = (key: string) => {
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  };
  const keys = steps.map(({ formula, confirms, outcome }) => {
    const condition = formula ? keyOfFormula(formula) : "";
    return `${condition}?${confirms}${keyOfOutcome(outcome)}`;
  });
  const rest = [number(keyOfOutcome(fallback))];
  for (const key of [...keys].reverse()) rest.unshift(number(`${key}:${rest[0]}`));
  return { steps, keys, rest, fallback };
}

/**
 * Follows both lists through everything that their conditions can come to: true, false or failed, each
 * distinct part freely, but for those that `fixed` knows. Branches only where an answer depends on it.
 */
export function walkPair(
  before: Side,
  after: Side,
  fixed: (atom: Atom) => Truth | undefined,
  budget: Budget,
): Found[] {
  const limit = Math.min(MAX_BRANCHES, budget.left);
  const assignment = new Assignment(fixed);
  const found = new Map<string, Found & { leaves: number }>();
  let leaves = 0;
  let branches = 0;

  const own = ownAtoms(before, after);

  const reach = (was: Outcome, now: Outcome) => {
    leaves++;
    for (const { direction, detail } of differences(was, now)) {
      const key = `${direction} ${was.action} ${now.action} ${detail}`;
      const known = found.get(key);
      if (known) known.leaves++;
      // Without failures as many assumptions weigh their number, so no more of them are ever simpler.
      if (known && assignment.size > weightOf(known.assumed)) continue;
      const assumed = assignment.made().map((one) => ({ ...one, shared: !own.has(one.atom.key) }));
      if (known && weightOf(assumed) >= weightOf(known.assumed)) continue;
      found.set(key, {
        from: was.action,
        to: now.action,
        direction,
        detail,
        assumed,
        always: false,
        unsure: false,
        ruleBefore: was.ruleId,
        ruleAfter: now.ruleId,
        leaves: known?.leaves ?? 1,
      });
    }
  };

  const follow = (b: number, a: number): void => {
    if (branches > limit) return;
    const was = advance(before, b, assignment);
    const now = advance(after, a, assignment);
    const open = "at" in was ? was : "at" in now ? now : null;
    if ("at" in was && "at" in now && before.rest[was.at] === after.rest[now.at]) {
      leaves++;
      return;
    }
    if (!open) {
      if (!("at" in was) && !("at" in now)) reach(was, now);
      return;
    }
    const nextBefore = "at" in was ? was.at : b;
    const nextAfter = "at" in now ? now.at : a;
    for (const value of TRUTHS) {
      branches++;
      if (!assignment.assume(open.atom, value)) continue;
      follow(nextBefore, nextAfter);
      assignment.forget(open.atom);
    }
  };

  follow(0, 0);
  budget.left -= branches;
  if (branches > limit) return [unsure("loosens"), unsure("tightens")];
  return [...found.values()].map(({ leaves: counted, ...one }) => ({
    ...one,
    always: counted === leaves,
    assumed: counted === leaves ? [] : one.assumed,
  }));
}

/** The atoms of all steps but those that both lists begin with. */
function ownAtoms(before: Side, after: Side): ReadonlySet<string> {
  let same = 0;
  while (same < before.keys.length && before.keys[same] === after.keys[same]) same++;
  const steps = [...before.steps.slice(same), ...after.steps.slice(same)];
  return new Set(steps.flatMap(({ formula }) => (formula ? atomsOf(formula).map(({ key }) => key) : [])));
}

/** The outcome of a list, or where it stands and the atom that it needs to go on. */
function advance(side: Side, from: number, assignment: Assignment): Outcome | { at: number; atom: Atom } {
  const known = (atom: Atom) => assignment.valueOf(atom);
  for (let at = from; at < side.steps.length; at++) {
    const step = side.steps[at];
    if (!step) break;
    const holds = step.formula ? valueOf(step.formula, known) : true;
    if (typeof holds === "object") return { at, atom: holds };
    if (holds === false) continue;
    if (holds === "failed") return denialBy(step.outcome.ruleId ?? "");
    if (!step.confirms) return step.outcome;
    const confirmed = known(CONFIRMED);
    if (confirmed === undefined) return { at, atom: CONFIRMED };
    return confirmed === true ? step.outcome : denialBy(step.outcome.ruleId ?? "");
  }
  return side.fallback;
}

/** Fewer assumptions are simpler, and of as many, those without failures. */
function weightOf(assumed: Found["assumed"]): number {
  return assumed.reduce((sum, { value }) => sum + (value === "failed" ? FAILURE_WEIGHT : 1), 0);
}

function unsure(direction: Found["direction"]): Found {
  const [from, to]: Action[] = direction === "loosens" ? ["DENY", "ALLOW"] : ["ALLOW", "DENY"];
  return {
    from: from ?? "DENY",
    to: to ?? "ALLOW",
    direction,
    detail: null,
    assumed: [],
    always: false,
    unsure: true,
    ruleBefore: null,
    ruleAfter: null,
  };
}
