import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callState, CALL_STATES, effectiveStatus, type CallFacts } from "./state";

const now = new Date("2026-01-01T12:00:00Z");
const before = new Date(now.getTime() - 1000);
const after = new Date(now.getTime() + 1000);
const bare: CallFacts = { action: "ALLOW", outcomeDueAt: after, outcome: null, approval: null, grant: null };
const asked: CallFacts = {
  ...bare,
  action: "REQUIRE_APPROVAL",
  outcomeDueAt: null,
  approval: { status: "pending", expiresAt: after },
};
const approved: CallFacts = {
  ...asked,
  approval: { status: "approved", expiresAt: before },
  grant: { expiresAt: after, consumed: false },
};

describe("the state of a call", () => {
  it.each([
    ["a refused call is denied", { ...bare, action: "DENY" }, "denied"],
    ["an allowed call without an outcome is running until it is due", bare, "running"],
    ["an allowed call whose outcome is overdue is in doubt", { ...bare, outcomeDueAt: before }, "in_doubt"],
    ["an outcome due exactly now is in doubt", { ...bare, outcomeDueAt: now }, "in_doubt"],
    [
      "an outcome settles it, even a late one",
      { ...bare, outcomeDueAt: before, outcome: { status: "succeeded" } },
      "succeeded",
    ],
    ["an outcome of unknown effect is in doubt", { ...bare, outcome: { status: "in_doubt" } }, "in_doubt"],
    [
      "a tool's own error is not a failure to run",
      { ...bare, outcome: { status: "tool_error" } },
      "tool_error",
    ],
    ["a held call waits", asked, "held"],
    [
      "a held call past its deadline is expired before any timer ran",
      { ...asked, approval: { status: "pending", expiresAt: now } },
      "expired",
    ],
    [
      "a call that people denied is denied",
      { ...asked, approval: { status: "denied", expiresAt: after } },
      "denied",
    ],
    [
      "a call whose agent went away is cancelled",
      { ...asked, approval: { status: "cancelled", expiresAt: after } },
      "cancelled",
    ],
    ["an approved call has not run", approved, "approved"],
    [
      "an approval that was not used in time is expired",
      { ...approved, grant: { expiresAt: before, consumed: false } },
      "expired",
    ],
    [
      "a redeemed call runs",
      { ...approved, grant: { expiresAt: before, consumed: true }, outcomeDueAt: after },
      "running",
    ],
    [
      "a redeemed call without an outcome gets in doubt",
      { ...approved, grant: { expiresAt: before, consumed: true }, outcomeDueAt: before },
      "in_doubt",
    ],
    [
      "a redeemed call has its outcome",
      { ...approved, grant: { expiresAt: before, consumed: true }, outcome: { status: "failed" } },
      "failed",
    ],
  ] satisfies [string, CallFacts, string][])("%s", (_title, facts, state) => {
    expect(callState(facts, now)).toBe(state);
  });

  it("never shows a call as done or doing without a decision that let it run", () => {
    const date = fc.date({ min: before, max: after, noInvalidDate: true });
    const facts: fc.Arbitrary<CallFacts> = fc.record({
      action: fc.constantFrom("ALLOW", "DENY", "REQUIRE_APPROVAL"),
      outcomeDueAt: fc.option(date),
      outcome: fc.constant(null),
      approval: fc.option(
        fc.record({
          status: fc.constantFrom("pending", "approved", "denied", "expired", "cancelled"),
          expiresAt: date,
        }),
      ),
      grant: fc.option(fc.record({ expiresAt: date, consumed: fc.boolean() })),
    });
    fc.assert(
      fc.property(facts, date, (drawn, at) => {
        const state = callState(drawn, at);
        expect(CALL_STATES).toContain(state);
        if (state === "running" || state === "in_doubt") {
          expect(
            drawn.action === "ALLOW" || (drawn.approval?.status === "approved" && drawn.grant?.consumed),
          ).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the status of a request", () => {
  it("turns to expired at its deadline and never back", () => {
    expect(effectiveStatus({ status: "pending", expiresAt: after }, now)).toBe("pending");
    expect(effectiveStatus({ status: "pending", expiresAt: now }, now)).toBe("expired");
    expect(effectiveStatus({ status: "approved", expiresAt: before }, now)).toBe("approved");
  });
});
