import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DECIDING_ROLES } from "../schemas";
import type { ChainParts } from "./types";

/** What a chain's editor offers: teams, the tenant's people, and agents to try it with. @throws DomainError FORBIDDEN */
export async function chainParts(ctx: Ctx): Promise<ChainParts> {
  requirePermission(ctx, "approvals.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const members = await tx.membership.findMany({
      where: { tenantId, user: { disabledAt: null } },
      select: { userId: true, roles: true, user: { select: { name: true, email: true } } },
    });
    const people = members
      .map(({ userId, roles, user }) => ({
        id: userId,
        ...user,
        decides: DECIDING_ROLES.some((role) => roles.includes(role)),
      }))
      .sort((a, b) => a.name.localeCompare(b.name) || a.email.localeCompare(b.email));
    const decide = new Set(people.filter(({ decides }) => decides).map(({ id }) => id));
    const teams = await tx.team.findMany({
      where: { tenantId },
      include: { members: { select: { userId: true } } },
      orderBy: { name: "asc" },
    });
    const agents = await tx.agent.findMany({
      where: { tenantId, disabledAt: null, test: false },
      select: { id: true, name: true },
      orderBy: { name: "asc" },
      take: 500,
    });
    return {
      people,
      agents,
      teams: teams.map((team) => ({
        id: team.id,
        name: team.name,
        members: team.members.length,
        decide: team.members.filter(({ userId }) => decide.has(userId)).length,
      })),
    };
  });
}
