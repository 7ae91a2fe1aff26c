import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { mayApprove, mayRevoke, statusOf } from "./exceptions-rules";
import { readPeople } from "./people";
import type { PolicyExceptionView } from "./types";

const MAX_LIVING = 500;
/** Of those that are over, this many are shown. */
const MAX_OVER = 100;

/**
 * The tenant's exceptions: first those that wait or are in force, then the latest of those that are over, newest first.
 * @throws DomainError FORBIDDEN
 */
export async function listExceptions(ctx: Ctx): Promise<PolicyExceptionView[]> {
  requirePermission(ctx, "policy.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const now = new Date();
    const living = { revokedAt: null, expiresAt: { gt: now } };
    const orderBy = { id: "desc" } as const;
    const rows = [
      ...(await tx.policyException.findMany({ where: { tenantId, ...living }, orderBy, take: MAX_LIVING })),
      ...(await tx.policyException.findMany({ where: { tenantId, NOT: living }, orderBy, take: MAX_OVER })),
    ];
    const person = await readPeople(
      tx,
      rows.flatMap((row) => [row.createdById, row.revokedById, ...row.approverIds]),
    );
    return rows.map((row) => ({
      id: row.id,
      scope: row.scope as PolicyExceptionView["scope"], // CHECK scope_known
      sessionId: row.sessionId,
      capability: row.capability,
      principal: row.principal,
      reason: row.reason,
      createdBy: person(row.createdById),
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      approvers: row.approverIds.map(person),
      requiredApprovers: row.requiredApprovers,
      revokedBy: person(row.revokedById),
      revokedAt: row.revokedAt?.toISOString() ?? null,
      status: statusOf(row, now),
      may: { approve: mayApprove(ctx, row, now), revoke: mayRevoke(ctx, row, now) },
    }));
  });
}
