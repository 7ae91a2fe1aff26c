import fc from "fast-check";
import { expect, test } from "vitest";
import { stepsFrom, transitionFault } from "./transitions";
import { PROJECT_STATES } from "./types";

const state = fc.constantFrom(...PROJECT_STATES);

test("a project is planned, then active, then on hold, done or cancelled", () => {
  expect(transitionFault("planned", "active")).toBeNull();
  for (const to of ["on_hold", "done", "cancelled"] as const)
    expect(transitionFault("active", to)).toBeNull();
});

test("a step that there is not says which ones there are", () => {
  expect(transitionFault("planned", "done")).toBe(
    "A project that is planned can become active, cancelled, but not done.",
  );
  expect(transitionFault("done", "done")).toBe("The project is done already.");
});

test("every step has its step back, and a step is allowed exactly where the table has it", () => {
  fc.assert(
    fc.property(state, state, (from, to) => {
      const allowed = transitionFault(from, to) === null;
      expect(allowed).toBe(stepsFrom(from).includes(to));
      expect(transitionFault(to, from) === null).toBe(allowed);
    }),
  );
});

test("from every state every other one can be reached", () => {
  for (const from of PROJECT_STATES) {
    const reached = new Set([from]);
    // A set that grows while it is walked: each state is visited once.
    for (const at of reached) for (const next of stepsFrom(at)) reached.add(next);
    expect([...reached].toSorted()).toEqual(PROJECT_STATES.toSorted());
  }
});
