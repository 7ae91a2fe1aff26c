import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { isId } from "../platform/ids";
import { effectiveStatus } from "../calls";
import { clock } from "./store";
import type { ChangeNote, DenyReason } from "./schemas";
import type { ApprovalStatusView } from "./types";

/**
 * How a request stands, for the agent that waits on it. The caller checks that it is this agent's.
 * @throws DomainError NOT_FOUND
 */
export async function approvalStatus(tenantId: string, id: string): Promise<ApprovalStatusView> {
  const missing = new DomainError("NOT_FOUND", "There is no such approval request here.");
  if (!isId(id)) throw missing;
  return withTenant(tenantId, async (tx) => {
    const approval = await tx.approval.findUnique({
      where: { id },
      include: {
        votes: { where: { verdict: { not: "approve" } }, orderBy: { id: "desc" }, take: 1 },
        grant: { select: { id: true } },
      },
    });
    if (!approval) throw missing;
    const status = effectiveStatus(approval, await clock(tx));
    // What people say to each other while it waits is not yet an answer to the agent.
    const answer = status === "denied" || status === "changes_requested" ? approval.votes[0] : undefined;
    return {
      id: approval.id,
      callId: approval.callId,
      agentId: approval.agentId,
      status,
      expiresAt: approval.expiresAt.toISOString(),
      decidedAt:
        (approval.decidedAt ?? (status === "expired" ? approval.expiresAt : null))?.toISOString() ?? null,
      comment: answer?.comment ?? null,
      reason: (answer?.reason ?? null) as DenyReason | null,
      changes: (answer?.changes ?? []) as ChangeNote[],
      cause: status === "cancelled" ? approval.cancelCause : null,
      grantId: approval.grant?.id ?? null,
    };
  });
}
