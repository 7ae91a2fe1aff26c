import type { Tx } from "../platform/db";
import { DECIDING_ROLES, type DelegationScope } from "./schemas";
import type { Directory } from "./types";

/** Far more than any tenant has; a bound all the same. */
const MOST = 5_000;

/**
 * Everybody in the tenant who has a role that decides, with their teams, and the delegations that hold now or
 * begin later. Read once, it answers for every request of a list.
 */
export async function loadDirectory(tx: Tx, tenantId: string): Promise<Directory> {
  const members = await tx.membership.findMany({
    where: { tenantId, roles: { hasSome: [...DECIDING_ROLES] }, user: { disabledAt: null } },
    select: { userId: true, roles: true, user: { select: { name: true } } },
    orderBy: { userId: "asc" },
    take: MOST,
  });
  const inTeams = await tx.teamMember.findMany({
    where: { tenantId },
    select: { teamId: true, userId: true },
  });
  const teams = new Map<string, string[]>();
  for (const { userId, teamId } of inTeams) teams.set(userId, [...(teams.get(userId) ?? []), teamId]);
  const delegations = await tx.$queryRaw<RawDelegation[]>`
    SELECT id, from_user_id, to_user_id, starts_at, ends_at, scope FROM delegations
    WHERE tenant_id = ${tenantId}::uuid AND ends_at > clock_timestamp() AND revoked_at IS NULL
    ORDER BY starts_at, id`;
  return {
    people: members.map(({ userId, roles, user }) => ({
      id: userId,
      name: user.name,
      roles,
      teams: teams.get(userId) ?? [],
    })),
    delegations: delegations.map((raw) => ({
      id: raw.id,
      fromUserId: raw.from_user_id,
      toUserId: raw.to_user_id,
      startsAt: raw.starts_at,
      endsAt: raw.ends_at,
      scope: { risks: raw.scope.risks ?? [], capabilities: raw.scope.capabilities ?? [] },
    })),
  };
}

type RawDelegation = {
  id: string;
  from_user_id: string;
  to_user_id: string | null;
  starts_at: Date;
  ends_at: Date;
  scope: Partial<DelegationScope>;
};
