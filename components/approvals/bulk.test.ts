import { describe, expect, it } from "vitest";
import { MAX_BULK_APPROVE, MAX_BULK_DENY } from "@/lib/approvals/schemas";
import type { ApprovalRow } from "@/lib/approvals/types";
import { whyNotApprove, whyNotDeny } from "./bulk";
import { approvalRow } from "./testing";

const may = { ok: true, groups: [0], inPlaceOf: null, by: "member" } as const;
const mayNot = { ok: false, cause: "requester", reason: "You own the agent that asks." } as const;

const rows = (count: number, more: Partial<ApprovalRow> = {}) =>
  Array.from({ length: count }, (_, n) => approvalRow({ id: `r${n}`, can: may, canDeny: may, ...more }));
const seen = (all: readonly ApprovalRow[]) => new Set(all.map(({ id }) => id));
const approve = (all: readonly ApprovalRow[], eyes = seen(all)) => whyNotApprove({ rows: all, seen: eyes });

describe("approving several together", () => {
  it("is offered for one tool, one rule, low or medium risk, all seen", () => {
    expect(approve(rows(MAX_BULK_APPROVE))).toBeNull();
    expect(
      approve([...rows(1, { riskLevel: "LOW" }), ...rows(1, { riskLevel: "MEDIUM", id: "m" })]),
    ).toBeNull();
  });

  it.each([
    ["high risk", [...rows(2), approvalRow({ id: "x", can: may, riskLevel: "HIGH" })], /one by one/],
    ["critical risk", rows(1, { riskLevel: "CRITICAL" }), /one by one/],
    ["a risk nobody knows", rows(1, { riskLevel: "" }), /one by one/],
    [
      "another tool",
      [...rows(2), approvalRow({ id: "x", can: may, capability: "other" })],
      /different tools/,
    ],
    ["another rule", [...rows(2), approvalRow({ id: "x", can: may, ruleId: "other" })], /Different rules/],
    ["one too many", rows(MAX_BULK_APPROVE + 1), /At most 20/],
    ["one's own", [...rows(2), approvalRow({ id: "x", can: mayNot })], /1 of 3 is not yours.*You own/],
  ] as const)("is not for %s", (_, all, reason) => expect(approve(all)).toMatch(reason));

  it("is not for what has not been on the screen", () => {
    const all = rows(3);
    expect(approve(all, new Set(["r0", "r2"]))).toMatch(/1 of 3 has not been on your screen/);
    expect(approve(all, new Set())).toMatch(/3 of 3 have not/);
  });
});

describe("denying several together", () => {
  it("is free, whatever they are, up to a limit", () => {
    const mixed = [
      ...rows(1, { riskLevel: "CRITICAL" }),
      approvalRow({ id: "x", canDeny: may, capability: "other" }),
    ];
    expect(whyNotDeny(mixed)).toBeNull();
    expect(whyNotDeny(rows(MAX_BULK_DENY))).toBeNull();
    expect(whyNotDeny(rows(MAX_BULK_DENY + 1))).toMatch(/At most 200/);
  });
  it("is not for what one may not deny", () => {
    expect(whyNotDeny(rows(1, { canDeny: mayNot }))).toBe(mayNot.reason);
  });
});
