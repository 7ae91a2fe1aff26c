import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DECIDING_ROLES } from "../schemas";
import { chainsByTeam } from "./store";
import type { TeamRow } from "./types";

/** The tenant's teams by name, with their people and the chains that name them. @throws DomainError FORBIDDEN */
export async function listTeams(ctx: Ctx): Promise<TeamRow[]> {
  requirePermission(ctx, "approvals.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const teams = await tx.team.findMany({
      where: { tenantId },
      include: { members: { select: { userId: true } } },
      orderBy: { name: "asc" },
    });
    const memberships = await tx.membership.findMany({
      where: {
        tenantId,
        userId: { in: teams.flatMap(({ members }) => members.map(({ userId }) => userId)) },
      },
      select: { userId: true, roles: true, user: { select: { name: true, email: true, disabledAt: true } } },
    });
    const people = new Map(
      memberships.map(({ userId, roles, user: { disabledAt, ...user } }) => {
        const decides = disabledAt === null && DECIDING_ROLES.some((role) => roles.includes(role));
        return [userId, { userId, ...user, decides }];
      }),
    );
    const chains = await chainsByTeam(tx, tenantId);
    return teams.map(({ id, name, description, members }) => ({
      id,
      name,
      description,
      // Who left the tenant is in no team of it, whatever its rows say.
      members: members
        .flatMap(({ userId }) => people.get(userId) ?? [])
        .sort((a, b) => a.name.localeCompare(b.name) || a.email.localeCompare(b.email)),
      chains: chains.get(id) ?? [],
    }));
  });
}
