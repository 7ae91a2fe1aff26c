import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { APPROVAL_STATUSES, nextStatus, type ApprovalEvent } from "./state";

const LEGAL = [
  "pending>pending",
  "pending>approved",
  "pending>denied",
  "pending>expired",
  "pending>cancelled",
];

const anyEvent: fc.Arbitrary<ApprovalEvent> = fc.oneof(
  fc.record({
    kind: fc.constant("approve" as const),
    approvals: fc.integer({ min: 1, max: 5 }),
    required: fc.integer({ min: 1, max: 5 }),
  }),
  fc.constantFrom<ApprovalEvent>({ kind: "deny" }, { kind: "deadline" }, { kind: "cancel" }),
);

describe("the state machine of a request", () => {
  it("never takes an edge that is not on the list, and never leaves a settled status", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...APPROVAL_STATUSES),
        fc.array(anyEvent, { maxLength: 30 }),
        (start, events) => {
          let status = start;
          for (const event of events) {
            const next = nextStatus(status, event);
            if (status !== "pending") expect(next).toBeNull();
            else expect(LEGAL).toContain(`${status}>${next}`);
            status = next ?? status;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("approves only with as many approvals as are needed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (approvals, required) => {
        expect(nextStatus("pending", { kind: "approve", approvals, required })).toBe(
          approvals >= required ? "approved" : "pending",
        );
      }),
    );
  });

  it("reaches each settled status from pending", () => {
    expect(nextStatus("pending", { kind: "deny" })).toBe("denied");
    expect(nextStatus("pending", { kind: "deadline" })).toBe("expired");
    expect(nextStatus("pending", { kind: "cancel" })).toBe("cancelled");
  });
});
