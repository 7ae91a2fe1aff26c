import { databaseNow } from "../../calls";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Delegation } from "../../platform/db";
import { DECIDING_ROLES, DelegationScope } from "../schemas";
import { mayEnd } from "./end-delegation";
import type { DelegationList, DelegationRow, DelegationState } from "./types";

const MOST_AHEAD = 500;
const MOST_PAST = 50;

/** Who stands in for whom: now, later, and lately. @throws DomainError FORBIDDEN */
export async function listDelegations(ctx: Ctx): Promise<DelegationList> {
  requirePermission(ctx, "approvals.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const now = new Date(await databaseNow(tx));
    const ahead = await tx.delegation.findMany({
      where: { tenantId, revokedAt: null, endsAt: { gt: now } },
      orderBy: [{ startsAt: "asc" }, { id: "asc" }],
      take: MOST_AHEAD,
    });
    const past = await tx.delegation.findMany({
      where: { tenantId, OR: [{ revokedAt: { not: null } }, { endsAt: { lte: now } }] },
      orderBy: [{ endsAt: "desc" }, { id: "desc" }],
      take: MOST_PAST,
    });
    const members = await tx.membership.findMany({
      where: { tenantId },
      select: { userId: true, roles: true, user: { select: { name: true, email: true, disabledAt: true } } },
    });
    const names = new Map(members.map(({ userId, user }) => [userId, user.name]));
    const deciders = members.filter(
      ({ roles, user }) => user.disabledAt === null && DECIDING_ROLES.some((role) => roles.includes(role)),
    );
    const decide = new Set(deciders.map(({ userId }) => userId));
    const people = deciders
      .map(({ userId, user: { name, email } }) => ({ id: userId, name, email }))
      .sort((a, b) => a.name.localeCompare(b.name) || a.email.localeCompare(b.email));
    const row = (delegation: Delegation) => rowOf(ctx, delegation, now, names, decide);
    return { rows: [...ahead, ...past].map(row), people, now: now.toISOString() };
  });
}

function rowOf(
  ctx: Ctx,
  delegation: Delegation,
  now: Date,
  names: ReadonlyMap<string, string>,
  decide: ReadonlySet<string>,
): DelegationRow {
  const { id, fromUserId, toUserId, startsAt, endsAt, createdById, revokedById, revokedAt } = delegation;
  const name = (userId: string) => names.get(userId) ?? "a former member";
  const state = stateOf(delegation, now);
  return {
    id,
    from: { id: fromUserId, name: name(fromUserId) },
    to: toUserId === null ? null : { id: toUserId, name: name(toUserId) },
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    scope: DelegationScope.parse(delegation.scope),
    reason: delegation.reason,
    createdBy: createdById === fromUserId ? null : name(createdById),
    revokedBy: revokedById === null ? null : name(revokedById),
    revokedAt: revokedAt?.toISOString() ?? null,
    state,
    idle: state === "past" ? null : idleOf(delegation, name, decide),
    may: state === "past" ? { ok: false, why: "This is over." } : mayEnd(ctx, fromUserId),
  };
}

export function stateOf({ startsAt, endsAt, revokedAt }: Delegation, now: Date): DelegationState {
  if (revokedAt !== null || endsAt <= now) return "past";
  return startsAt <= now ? "now" : "upcoming";
}

/** A role that was taken away since makes it do nothing. */
function idleOf(
  { fromUserId, toUserId }: Delegation,
  name: (userId: string) => string,
  decide: ReadonlySet<string>,
): string | null {
  const powerless = [fromUserId, toUserId].find((userId) => userId !== null && !decide.has(userId));
  return powerless ? `${name(powerless)} may not decide here any more, so this does nothing.` : null;
}
