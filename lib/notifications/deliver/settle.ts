import { systemCtx } from "../../platform/ctx";
import { raiseAlert, resolveAlert } from "../../platform/alerts";
import { withTenant, type Tx } from "../../platform/db";
import { newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { backoff } from "../backoff";
import type { Attempt } from "../types";
import type { Claimed } from "./claim";

/** Writes down how an attempt ended and what comes next. An attempt whose lease ran out only adds to the log. */
export async function settle(
  tenantId: string,
  claimed: Claimed,
  attempt: Attempt,
  durationMs: number,
): Promise<void> {
  const { id, endpointId, attempts } = claimed;
  const { result, statusCode, error, response, retryAfterMs } = attempt;
  const wait = result === "failed" ? backoff(attempts, retryAfterMs) : null;
  await withTenant(tenantId, async (tx) => {
    await tx.notificationAttempt.createMany({
      data: { ...{ id: newId(), tenantId, deliveryId: id, statusCode, durationMs, error, response } },
    });
    const { count } = await tx.notificationDelivery.updateMany({
      // What arrived has arrived, whoever began meanwhile; what failed says nothing about a later attempt.
      where: { id, state: "waiting", ...(result === "delivered" ? {} : { attempts }) },
      data:
        result === "delivered"
          ? { state: "delivered", deliveredAt: new Date(), lastError: error }
          : wait !== null
            ? { nextAttemptAt: new Date(Date.now() + wait), lastError: error }
            : { state: result === "skipped" ? "skipped" : "failed", lastError: error },
    });
    if (result === "gone") await switchOff(tx, tenantId, endpointId);
    if (count === 0) return;
    if (result === "delivered") await resolveAlert(tx, tenantId, "notification.failed", endpointId);
    else if (result === "failed" && wait === null) await alertGivenUp(tx, tenantId, endpointId, attempts);
  });
}

const GONE = "The receiver answered 410 Gone: it wants no more notifications.";

/** Standard Webhooks: whoever answers 410 is not asked again. */
async function switchOff(tx: Tx, tenantId: string, endpointId: string): Promise<void> {
  const endpoint = await tx.notificationEndpoint.findFirst({ where: { tenantId, id: endpointId } });
  const { count } = await tx.notificationEndpoint.updateMany({
    where: { id: endpointId, tenantId, enabled: true },
    data: { enabled: false, disabledReason: GONE, version: { increment: 1 }, updatedAt: new Date() },
  });
  if (!endpoint || count === 0) return;
  await appendLeaf(tx, systemCtx(tenantId, `notify-${newId()}`), {
    action: "endpoint.disabled",
    subjectKind: "endpoint",
    subjectId: endpointId,
    data: { name: endpoint.name, reason: GONE },
  });
  await raiseAlert(tx, tenantId, {
    kind: "notification.failed",
    severity: "warning",
    subjectKind: "endpoint",
    subjectId: endpointId,
    title: "A notification endpoint was switched off",
    detail: `${endpoint.name}: ${GONE}`,
  });
}

async function alertGivenUp(tx: Tx, tenantId: string, endpointId: string, attempts: number): Promise<void> {
  const endpoint = await tx.notificationEndpoint.findFirst({ where: { tenantId, id: endpointId } });
  if (!endpoint) return;
  await raiseAlert(tx, tenantId, {
    kind: "notification.failed",
    severity: "warning",
    subjectKind: "endpoint",
    subjectId: endpointId,
    title: "Notifications don't arrive",
    detail: `${endpoint.name}: after ${attempts} attempts a delivery was given up.`,
  });
}
