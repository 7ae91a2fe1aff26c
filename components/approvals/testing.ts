import type { ApprovalRow } from "@/lib/approvals/types";

/** A waiting request that its viewer may decide, for tests. */
export function approvalRow(more: Partial<ApprovalRow> = {}): ApprovalRow {
  const may = { ok: true, groups: [0], inPlaceOf: null, by: "member" } as const;
  return {
    id: "r",
    callId: "c",
    sessionId: "s",
    capability: "bench.echo",
    consequence: [{ kind: "text", text: "Echo" }],
    riskLevel: "MEDIUM",
    agentName: "worker",
    ruleId: "people-decide",
    status: "pending",
    createdAt: "2026-11-22T01:00:00.000Z",
    escalatesAt: null,
    frozen: null,
    escalatedAt: null,
    expiresAt: "2026-11-22T01:15:00.000Z",
    decidedAt: null,
    chainName: "reviewer",
    step: 1,
    steps: 1,
    groups: [{ name: "reviewer", have: 0, need: 1 }],
    decidedBy: null,
    hiddenCharacters: false,
    can: may,
    canDeny: may,
    outcome: null,
    ...more,
  };
}
