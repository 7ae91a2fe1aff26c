import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { isId } from "../platform/ids";
import { effectiveStatus } from "../calls";
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
      include: { votes: { where: { verdict: "deny" } }, grant: { select: { id: true } } },
    });
    if (!approval) throw missing;
    const clock = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    const status = effectiveStatus(approval, clock[0]?.now ?? new Date());
    const byPeople = status === "approved" || status === "denied";
    return {
      id: approval.id,
      callId: approval.callId,
      agentId: approval.agentId,
      status,
      expiresAt: approval.expiresAt.toISOString(),
      decidedAt:
        (approval.decidedAt ?? (status === "expired" ? approval.expiresAt : null))?.toISOString() ?? null,
      comment: approval.votes[0]?.comment ?? null,
      decidedByRole: byPeople ? approval.eligibleRole : null,
      grantId: approval.grant?.id ?? null,
    };
  });
}
