import type { ApprovalSummary, DecisionSummary } from "../types";

/** The API's spelling of a decision. */
export function decisionView({ id, action, step, code, ruleId, reason, riskLevel }: DecisionSummary) {
  return { id, action, step, code, rule: ruleId, reason, risk: riskLevel };
}

/** The API's spelling of an approval request: where people decide it, and where an agent waits for them. */
export function approvalView({ id, status, url, expiresAt }: ApprovalSummary) {
  return { id, status, url, expires_at: expiresAt, poll: `/api/v1/approvals/${id}?wait=30` };
}
