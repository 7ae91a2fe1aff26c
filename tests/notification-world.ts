import { createHmac } from "node:crypto";
import type { Ctx } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { createEndpoint, deliverDue, Lanes, type CreateEndpointInput } from "../lib/notifications";
import { heldWorld, person, type HeldWorld } from "./held-calls";

export type NotificationWorld = HeldWorld & { admin: Ctx; responder: Ctx; reviewer: Ctx };

/** A tenant that may send to this machine, with the people who matter. */
export async function notificationWorld(): Promise<NotificationWorld> {
  const world = await heldWorld();
  const { tenantId } = world;
  await withTenant(tenantId, (tx) =>
    tx.networkRule.createMany({ data: { id: newId(), tenantId, cidr: "127.0.0.0/8", note: "" } }),
  );
  return {
    ...world,
    admin: await person(tenantId, ["admin"], "Platform admin"),
    responder: await person(tenantId, ["responder"], "Platform responder"),
    reviewer: await person(tenantId, ["reviewer"]),
  };
}

/** An endpoint whose signing secret is known: of a webhook, and empty for the others. */
export async function endpointOf(
  { admin }: NotificationWorld,
  config: CreateEndpointInput["config"],
  more: Partial<CreateEndpointInput> = {},
): Promise<{ id: string; secret: string }> {
  const { id, secret } = await createEndpoint(admin, {
    name: `Endpoint ${newId()}`,
    config,
    events: [],
    ...more,
  });
  return { id, secret: secret ?? "" };
}

/** One worker's round, to its end: spreads, and sends all that is due now. */
export async function deliver(tenantId: string): Promise<void> {
  const lanes = new Lanes();
  await deliverDue(tenantId, lanes);
  await lanes.settled();
}

/** What waits is due now. */
export async function makeDue(tenantId: string): Promise<void> {
  await withTenant(tenantId, (tx) =>
    tx.notificationDelivery.updateMany({
      where: { tenantId, state: "waiting" },
      data: { nextAttemptAt: new Date(Date.now() - 1_000) },
    }),
  );
}

/** The deliveries to an endpoint, oldest first. */
export function deliveriesOf(tenantId: string, endpointId: string) {
  return withTenant(tenantId, (tx) =>
    tx.notificationDelivery.findMany({
      where: { tenantId, endpointId },
      include: { event: true, log: { orderBy: { id: "asc" } } },
      orderBy: { id: "asc" },
    }),
  );
}

/** A callback as Slack sends it, signed. */
export function slackCallback(secret: string, payload: object, timestamp = Math.floor(Date.now() / 1_000)) {
  const rawBody = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const hmac = createHmac("sha256", secret).update(`v0:${timestamp}:${rawBody}`).digest("hex");
  return { rawBody, timestamp: String(timestamp), signature: `v0=${hmac}` };
}
