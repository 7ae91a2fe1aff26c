import { databaseNow } from "../../calls";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DelegationScope } from "../schemas";
import type { MyAway } from "./types";

/** Whether the reader is away now, and whom they stand in for. @throws DomainError FORBIDDEN */
export async function myAway(ctx: Ctx): Promise<MyAway> {
  requirePermission(ctx, "approvals.read");
  const { tenantId, actor } = ctx;
  if (actor.kind !== "user") return { away: [], standsInFor: [] };
  const me = actor.id;
  return withTenant(tenantId, async (tx) => {
    const now = new Date(await databaseNow(tx));
    const rows = await tx.delegation.findMany({
      where: {
        ...{ tenantId, revokedAt: null, startsAt: { lte: now }, endsAt: { gt: now } },
        OR: [{ fromUserId: me }, { toUserId: me }],
      },
      orderBy: [{ endsAt: "asc" }, { id: "asc" }],
    });
    const ids = rows.flatMap(({ fromUserId, toUserId }) => [fromUserId, toUserId ?? fromUserId]);
    const users = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
    const names = new Map(users.map(({ id, name }) => [id, name]));
    const name = (id: string) => names.get(id) ?? "a former member";
    const about = ({ id, endsAt, scope }: (typeof rows)[number]) => ({
      id,
      until: endsAt.toISOString(),
      scope: DelegationScope.parse(scope),
    });
    return {
      away: rows
        .filter(({ fromUserId }) => fromUserId === me)
        .map((row) => ({ ...about(row), to: row.toUserId === null ? null : name(row.toUserId) })),
      standsInFor: rows
        .filter(({ toUserId }) => toUserId === me)
        .map((row) => ({ ...about(row), name: name(row.fromUserId) })),
    };
  });
}
