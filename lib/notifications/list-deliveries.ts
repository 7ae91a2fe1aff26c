import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type NotificationDelivery, type NotificationEvent } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { isId } from "../platform/ids";
import { webhookBody } from "./channels/webhook";
import { ListDeliveriesInput, type DeliveryState } from "./schemas";
import type { DeliveryDetail, DeliveryPage, DeliveryRow, EventData } from "./types";

/** What an endpoint was or will be sent, newest first: ids carry the time. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listDeliveries(ctx: Ctx, input: ListDeliveriesInput): Promise<DeliveryPage> {
  requirePermission(ctx, "notifications.read");
  const parsed = ListDeliveriesInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { endpointId, states, cursor, limit } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const found = await tx.notificationDelivery.findMany({
      where: {
        ...{ tenantId, endpointId },
        ...(states.length > 0 && { state: { in: states } }),
        ...(cursor !== undefined && { id: { lt: cursor } }),
      },
      include: { event: true },
      orderBy: { id: "desc" },
      take: limit + 1,
    });
    const page = found.slice(0, limit);
    return {
      rows: page.map(toRow),
      nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

/** One delivery with every try at it. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function getDelivery(ctx: Ctx, id: string): Promise<DeliveryDetail & { endpointId: string }> {
  requirePermission(ctx, "notifications.read");
  if (!isId(id)) throw notFound("delivery");
  return withTenant(ctx.tenantId, async (tx) => {
    const found = await tx.notificationDelivery.findFirst({
      where: { tenantId: ctx.tenantId, id },
      include: { event: true, log: { orderBy: { id: "desc" }, take: 50 } },
    });
    if (!found) throw notFound("delivery");
    const { type, createdAt, data } = found.event;
    return {
      ...toRow(found),
      endpointId: found.endpointId,
      body: webhookBody({ type, at: createdAt, data: data as EventData }), // safe: spread wrote it
      log: found.log.map(({ id: attemptId, at, statusCode, durationMs, error, response }) => ({
        ...{ id: attemptId, statusCode, durationMs, error, response },
        at: at.toISOString(),
      })),
    };
  });
}

function toRow(delivery: NotificationDelivery & { event: NotificationEvent }): DeliveryRow {
  const { id, event, state, attempts, lastError, nextAttemptAt, createdAt, deliveredAt } = delivery;
  return {
    ...{ id, attempts, lastError },
    ...{ type: event.type, subjectKind: event.subjectKind, subjectId: event.subjectId },
    state: state as DeliveryState, // safe because of CHECK state_known
    nextAttemptAt: state === "waiting" ? nextAttemptAt.toISOString() : null,
    createdAt: createdAt.toISOString(),
    deliveredAt: deliveredAt?.toISOString() ?? null,
  };
}
