import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { notFound } from "../platform/errors";
import { isId } from "../platform/ids";
import { linkTo } from "./facts";
import { toRows } from "./read";
import { EndpointConfig } from "./schemas";
import { secretsOf } from "./secrets";
import type { EndpointDetail } from "./types";

/** @throws DomainError FORBIDDEN, NOT_FOUND */
export async function getEndpoint(ctx: Ctx, id: string): Promise<EndpointDetail> {
  requirePermission(ctx, "notifications.read");
  if (!isId(id)) throw notFound("endpoint");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const stored = await tx.notificationEndpoint.findFirst({ where: { tenantId, id } });
    const [row] = stored ? await toRows(tx, tenantId, [stored]) : [];
    if (!stored || !row) throw notFound("endpoint");
    const config = EndpointConfig.parse(stored.config);
    const interactive = config.kind === "slack" && config.interactive;
    return {
      ...row,
      config,
      ...(await secretsOf(tx, row.kind, id)),
      interactionsUrl: interactive ? linkTo(`/api/slack/${tenantId}/${id}/interactions`) : null,
      linked: interactive ? await linkedPeople(tx, tenantId, id) : [],
      version: stored.version,
      createdAt: stored.createdAt.toISOString(),
    };
  });
}

async function linkedPeople(tx: Tx, tenantId: string, endpointId: string): Promise<EndpointDetail["linked"]> {
  const identities = await tx.slackIdentity.findMany({
    where: { tenantId, endpointId },
    orderBy: { id: "asc" },
    take: 500,
  });
  const ids = identities.map(({ userId }) => userId);
  const people = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return identities.map(({ id, userId, slackUserId, slackTeamId, createdAt }) => ({
    ...{ id, slackUserId, slackTeamId },
    userName: names.get(userId) ?? "a former member",
    createdAt: createdAt.toISOString(),
  }));
}
