import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { DeliveryRef, ReplayFailedInput } from "./schemas";

/** One step replays so many; a receiver that was away for a month gets the rest with the next. */
const MOST = 1_000;
/** What has come to an end without arriving. */
const UNDELIVERED = ["failed", "skipped"];

/**
 * Sends one delivery again, under its id: whoever got it before knows it again.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT; CONFLICT (it waits already, the endpoint is off)
 */
export async function replayDelivery(ctx: Ctx, input: DeliveryRef): Promise<{ auditId: string }> {
  requirePermission(ctx, "notifications.manage");
  const parsed = DeliveryRef.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const delivery = await tx.notificationDelivery.findFirst({ where: { tenantId, id } });
    if (!delivery) throw notFound("delivery");
    await requireOn(tx, tenantId, delivery.endpointId);
    const { count } = await tx.notificationDelivery.updateMany({
      where: { id, tenantId, state: { not: "waiting" } },
      data: again(),
    });
    if (count === 0) throw new DomainError("CONFLICT", "It waits to be sent already.");
    await wake(tx, tenantId);
    const data = { deliveryId: id, before: delivery.state };
    return { auditId: await appendLeaf(tx, ctx, leaf(delivery.endpointId, data)) };
  });
}

/**
 * Sends everything again that did not arrive in the last hours: at most 1,000 in one step, the oldest first.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT; CONFLICT (the endpoint is off, there is nothing)
 */
export async function replayFailed(
  ctx: Ctx,
  input: ReplayFailedInput,
): Promise<{ auditId: string; count: number }> {
  requirePermission(ctx, "notifications.manage");
  const parsed = ReplayFailedInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { endpointId, hours } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await requireOn(tx, tenantId, endpointId);
    const since = new Date(Date.now() - hours * 3_600_000);
    const where = { tenantId, endpointId, state: { in: UNDELIVERED }, createdAt: { gte: since } };
    const found = await tx.notificationDelivery.findMany({
      where,
      select: { id: true },
      orderBy: { id: "asc" },
      take: MOST,
    });
    const ids = found.map(({ id }) => id);
    const { count } = await tx.notificationDelivery.updateMany({
      where: { ...where, id: { in: ids } },
      data: again(),
    });
    if (count === 0) throw new DomainError("CONFLICT", "Nothing failed in this time.");
    await wake(tx, tenantId);
    return { auditId: await appendLeaf(tx, ctx, leaf(endpointId, { hours, count })), count };
  });
}

/** As if it was new, with its log. */
const again = () => ({
  state: "waiting",
  attempts: 0,
  nextAttemptAt: new Date(),
  lastError: null,
  deliveredAt: null,
});

const leaf = (endpointId: string, data: Record<string, string | number>) => ({
  action: "endpoint.replayed",
  subjectKind: "endpoint",
  subjectId: endpointId,
  data,
});

async function requireOn(tx: Tx, tenantId: string, id: string): Promise<void> {
  const endpoint = await tx.notificationEndpoint.findFirst({ where: { tenantId, id } });
  if (!endpoint) throw notFound("endpoint");
  if (!endpoint.enabled)
    throw new DomainError("CONFLICT", "The endpoint is switched off. Switch it on first.");
}

async function wake(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('agentgate_outbox', ${tenantId})`;
}
