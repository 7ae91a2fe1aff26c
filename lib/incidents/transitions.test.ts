import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INCIDENT_STATUSES, SEVERITIES, STEP_STATES, type IncidentStatus } from "./schemas";
import { durations, isReopening, refusal, TRANSITIONS } from "./transitions";

const status = fc.constantFrom(...INCIDENT_STATUSES);
const step = fc.record({
  title: fc.string(),
  state: fc.constantFrom(...STEP_STATES),
  ownerId: fc.option(fc.uuid()),
});
const facts = fc.record({
  status,
  severity: fc.constantFrom(...SEVERITIES),
  steps: fc.array(step, { maxLength: 8 }),
});
const rank = (at: IncidentStatus) => INCIDENT_STATUSES.indexOf(at);

describe("the life of an incident", () => {
  it("goes forwards, or back to open, and nowhere else", () => {
    fc.assert(
      fc.property(facts, status, (now, to) => {
        if (refusal(now, to) !== null) return;
        expect(to === "open" || rank(to) > rank(now.status)).toBe(true);
        expect(to !== "reviewed" || now.status === "resolved").toBe(true);
        expect(isReopening(now.status, to)).toBe(to === "open");
      }),
    );
  });

  it("can always be gone on with: no status is a dead end, and each can be reached", () => {
    const reached = new Set<IncidentStatus>(["open"]);
    for (const from of INCIDENT_STATUSES) {
      expect(TRANSITIONS[from].length).toBeGreaterThan(0);
      for (const to of TRANSITIONS[from]) reached.add(to);
    }
    expect([...reached].toSorted()).toEqual([...INCIDENT_STATUSES].toSorted());
  });

  it("of a SEV1 is not resolved while a step that is left has no owner; of others it is", () => {
    fc.assert(
      fc.property(facts, (now) => {
        const loose = now.steps.some(
          ({ state, ownerId }) => ownerId === null && state !== "done" && state !== "skipped",
        );
        const open = { ...now, status: "mitigated" as const };
        expect(refusal(open, "resolved") === null).toBe(now.severity !== "SEV1" || !loose);
      }),
    );
  });

  it("says which steps nobody has", () => {
    const steps = [
      { title: "Contain", state: "done", ownerId: null },
      { title: "Compensate", state: "doing", ownerId: null },
    ] as const;
    expect(refusal({ status: "contained", severity: "SEV1", steps }, "resolved")).toContain("Compensate.");
    expect(refusal({ status: "contained", severity: "SEV2", steps }, "resolved")).toBeNull();
    expect(refusal({ status: "open", severity: "SEV4", steps }, "reviewed")).toMatch(/resolved before/);
    expect(refusal({ status: "open", severity: "SEV4", steps }, "open")).toBe("It is open already.");
  });
});

describe("how long it took", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 9, minute));
  const times = { openedAt: at(0), containedAt: at(7), mitigatedAt: null, resolvedAt: at(30) };

  it("counts from when it was opened; what was skipped took no time at all", () => {
    expect(durations({ status: "resolved", ...times })).toEqual({
      toContain: 7 * 60_000,
      toMitigate: null,
      toResolve: 30 * 60_000,
      running: false,
    });
  });

  it("runs again after a relapse: what was reached before counts no more", () => {
    expect(durations({ status: "open", ...times })).toEqual({
      toContain: null,
      toMitigate: null,
      toResolve: null,
      running: true,
    });
  });
});
