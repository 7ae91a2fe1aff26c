import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterStep, mayStep, nextStage, type StopFacts } from "./restart-rules";
import { SCOPES, STAGES } from "./schemas";
import { RESTART_STEPS } from "./types";

const STOP: StopFacts = {
  scope: "tenant",
  over: false,
  percent: 0,
  askedById: null,
  confirmedById: null,
};
const person = fc.constantFrom("ann", "ben", "cy");
const moves = fc.array(fc.record({ step: fc.constantFrom(...RESTART_STEPS), by: person }), { maxLength: 40 });

/** Takes every move that is permitted. @returns each state, with the move that led to it. */
function walk(scope: string, tried: readonly { step: (typeof RESTART_STEPS)[number]; by: string }[]) {
  let stop: StopFacts = { ...STOP, scope };
  const states = [{ stop, step: "start", by: "" }];
  for (const { step, by } of tried) {
    if (!mayStep(stop, step, by).ok) continue;
    stop = afterStep(stop, step, by);
    states.push({ stop, step, by });
  }
  return states;
}

describe("the way back from a stop", () => {
  it("of a tenant or of everything never lets a call through that two different people have not agreed to", () => {
    fc.assert(
      fc.property(fc.constantFrom("tenant", "global"), moves, (scope, tried) => {
        for (const { stop } of walk(scope, tried)) {
          if (stop.percent === 0 && !stop.over) continue;
          expect(stop.askedById).not.toBeNull();
          expect(stop.confirmedById).not.toBeNull();
          expect(stop.confirmedById).not.toBe(stop.askedById);
        }
      }),
    );
  });

  it("goes through every stage in order, and back to nothing at once", () => {
    fc.assert(
      fc.property(moves, (tried) => {
        const states = walk("tenant", tried);
        for (const [index, { stop, step }] of states.entries()) {
          const before = states[index - 1]?.stop ?? stop;
          if (step === "stop_again") expect(stop).toEqual(STOP);
          else if (stop.over) expect(before.percent).toBe(50);
          else if (step === "confirm" || step === "advance")
            expect(stop.percent).toBe(nextStage(before.percent));
          else expect(stop.percent).toBe(before.percent);
          expect([0, ...STAGES]).toContain(stop.percent);
        }
      }),
    );
  });

  it("of anything narrower is one step of one person, also from the command line", () => {
    for (const scope of SCOPES.filter((it) => it !== "tenant" && it !== "global")) {
      const stop = { ...STOP, scope };
      expect(mayStep(stop, "clear", null)).toEqual({ ok: true });
      expect(mayStep(stop, "ask", "ann")).toMatchObject({ ok: false, code: "CONFLICT" });
    }
  });

  it("of anything wide is closed to who is no person, and to one person alone", () => {
    expect(mayStep(STOP, "clear", "ann")).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(mayStep(STOP, "ask", null)).toMatchObject({ ok: false, code: "FORBIDDEN" });
    const asked = afterStep(STOP, "ask", "ann");
    expect(mayStep(asked, "confirm", "ann")).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(mayStep(asked, "confirm", "ben")).toEqual({ ok: true });
    expect(mayStep(asked, "ask", "ben")).toMatchObject({ ok: false, code: "CONFLICT" });
  });

  it("ends with the stop", () => {
    for (const step of RESTART_STEPS)
      expect(mayStep({ ...STOP, over: true }, step, "ann")).toMatchObject({ ok: false, code: "CONFLICT" });
  });
});
