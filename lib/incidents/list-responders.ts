import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import type { Responder } from "./types";

/** Who can be given a role or a step, by name. @throws DomainError FORBIDDEN */
export async function listResponders(ctx: Ctx): Promise<Responder[]> {
  requirePermission(ctx, "incidents.read");
  const { tenantId } = ctx;
  const members = await withTenant(tenantId, (tx) =>
    tx.membership.findMany({
      where: { tenantId, user: { disabledAt: null } },
      select: { userId: true, roles: true, user: { select: { name: true } } },
      orderBy: { user: { name: "asc" } },
      take: 500,
    }),
  );
  return members.map(({ userId, roles, user }) => ({
    userId,
    name: user.name,
    mayCommand: roles.some((role) => role === "admin" || role === "responder"),
  }));
}
