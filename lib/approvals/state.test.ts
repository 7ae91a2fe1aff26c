import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { APPROVAL_STATUSES, nextStatus, type ApprovalEvent } from "./state";

const LEGAL = [
  "pending>pending",
  "pending>approved",
  "pending>denied",
  "pending>changes_requested",
  "pending>expired",
  "pending>cancelled",
];

const people = fc.integer({ min: 1, max: 5 });
const anyEvent: fc.Arbitrary<ApprovalEvent> = fc.oneof(
  fc.record({ kind: fc.constant("approve" as const), stepDone: fc.boolean(), lastStep: fc.boolean() }),
  fc.record({ kind: fc.constant("deny" as const), denials: people, threshold: people }),
  fc.constantFrom<ApprovalEvent>({ kind: "request_changes" }, { kind: "deadline" }, { kind: "cancel" }),
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

  it("approves only where the last step is done", () => {
    for (const stepDone of [false, true])
      for (const lastStep of [false, true])
        expect(nextStatus("pending", { kind: "approve", stepDone, lastStep })).toBe(
          stepDone && lastStep ? "approved" : "pending",
        );
  });

  it("denies only with as many denials as the chain asks for", () => {
    fc.assert(
      fc.property(people, people, (denials, threshold) => {
        expect(nextStatus("pending", { kind: "deny", denials, threshold })).toBe(
          denials >= threshold ? "denied" : "pending",
        );
      }),
    );
  });

  it("reaches each settled status from pending", () => {
    expect(nextStatus("pending", { kind: "deny", denials: 1, threshold: 1 })).toBe("denied");
    expect(nextStatus("pending", { kind: "request_changes" })).toBe("changes_requested");
    expect(nextStatus("pending", { kind: "deadline" })).toBe("expired");
    expect(nextStatus("pending", { kind: "cancel" })).toBe("cancelled");
  });
});
