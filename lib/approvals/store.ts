import type { Approval, ApprovalVote, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";

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
  const clock = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return { approval, now: clock[0]?.now ?? new Date() };
}

/**
 * Ends a pending request. Its row is locked by the caller, so zero rows would be a fault of ours; the
 * condition is there so that such a fault refuses instead of overwriting.
 * @throws DomainError CONFLICT
 */
export async function settle(tx: Tx, id: string, status: string, decidedAt: Date): Promise<void> {
  const { count } = await tx.approval.updateMany({
    where: { id, status: "pending" },
    data: { status, decidedAt },
  });
  if (count === 0) throw new DomainError("CONFLICT", "This request was settled at the same moment.");
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
