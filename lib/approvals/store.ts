import type { Approval, ApprovalVote, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";

/** How long an approved call may wait for its agent to come back, from the last approval, in milliseconds. */
export const GRANT_TTL_MS = 15 * 60_000;

export type LockedApproval = Approval & { votes: ApprovalVote[] };

/**
 * Locks one request until the transaction ends, so that votes on it come one after the other.
 * `now` is read after the lock is held: a deadline that passed while waiting counts.
 * @throws DomainError NOT_FOUND
 */
export async function lockApproval(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ approval: LockedApproval; now: Date }> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM approvals WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  if (locked.length === 0) throw new DomainError("NOT_FOUND", "There is no such approval request here.");
  const approval = await tx.approval.findUniqueOrThrow({
    where: { id },
    include: { votes: { orderBy: { id: "asc" } } },
  });
  return { approval, now: await clock(tx) };
}

/** The database's time now, not the time the transaction began. */
export async function clock(tx: Tx): Promise<Date> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return rows[0]?.now ?? new Date();
}

/**
 * Ends a pending request. Its row is locked by the caller, so zero rows would be a fault of ours; the
 * condition is there so that such a fault refuses instead of overwriting.
 * @throws DomainError CONFLICT
 */
export async function settle(
  tx: Tx,
  id: string,
  status: string,
  decidedAt: Date,
  cancelCause: string | null = null,
): Promise<void> {
  const { count } = await tx.approval.updateMany({
    where: { id, status: "pending" },
    data: { status, decidedAt, cancelCause },
  });
  if (count === 0) throw new DomainError("CONFLICT", "This request was settled at the same moment.");
}

/** Opens the next step of a pending request, which the caller has locked. @throws DomainError CONFLICT */
export async function advance(tx: Tx, id: string, step: number): Promise<void> {
  const { count } = await tx.approval.updateMany({
    where: { id, status: "pending", step: step - 1 },
    data: { step },
  });
  if (count === 0) throw new DomainError("CONFLICT", "This request was settled at the same moment.");
}

/** The authority to run exactly this call once, bound to all that was approved. @returns its id */
export async function makeGrant(tx: Tx, approval: Approval, now: Date): Promise<string> {
  const { tenantId, sessionId, agentId, capability, definitionHash, argumentsHash, policyRevisionId } =
    approval;
  const id = newId();
  await tx.grant.createMany({
    data: {
      id,
      approvalId: approval.id,
      tenantId,
      sessionId,
      agentId,
      capability,
      definitionHash,
      argumentsHash,
      policyRevisionId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + GRANT_TTL_MS),
    },
  });
  return id;
}

/** Tells live views of a change that leaves the status as it is; the database's trigger tells of the others. */
export async function notifyVote(tx: Tx, tenantId: string, id: string): Promise<void> {
  const payload = JSON.stringify({ t: tenantId, i: id, s: "pending" });
  await tx.$executeRaw`SELECT pg_notify('agentgate_approvals', ${payload})`;
}

/** A person's name as their colleagues know it. */
export async function userName(tx: Tx, userId: string): Promise<string> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { name: true } });
  return user?.name ?? "a former member";
}
