import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPeer, type Peer } from "@/tests/credential-peers";
import { heldCall } from "@/tests/held-calls";
import {
  deliver,
  deliveriesOf,
  endpointOf,
  makeDue,
  notificationWorld,
  type NotificationWorld,
} from "@/tests/notification-world";
import { deny } from "../../approvals";
import { withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { MAX_ATTEMPTS } from "../backoff";
import { deliverDue, Lanes, pruneNotifications, replayDelivery, setEndpointEnabled } from "../index";
import { spread } from "../spread";
import { claim } from "./claim";

const CANARY = "canary-argument-5f0c";

let world: NotificationWorld;
let peer: Peer;
beforeEach(async () => {
  world = await notificationWorld();
  peer = await startPeer(() => ({ status: 204 }));
});
afterEach(() => peer.close());

const webhook = (events: string[] = []) =>
  endpointOf(world, { kind: "webhook", url: `${peer.url}/hook` }, { events: events as [] });
const hold = () => heldCall(world, { arguments: { path: `/notes/${CANARY}.txt`, n: newId() } });
const ids = () => peer.received.map(({ headers }) => headers["webhook-id"]);
const alerts = () =>
  withTenant(world.tenantId, (tx) =>
    tx.alert.findMany({ where: { tenantId: world.tenantId, kind: "notification.failed" } }),
  );

describe("a webhook", () => {
  it("says what waits, signed as Standard Webhooks has it, with ids and names and no argument", async () => {
    const { id, secret } = await webhook();
    const { approvalId, callId } = await hold();
    await deliver(world.tenantId);
    expect(peer.received).toHaveLength(1);
    const body = peer.received[0]?.body ?? "";
    const headers = (peer.received[0]?.headers ?? {}) as Record<string, string>;
    const verified = new Webhook(secret).verify(body, headers);
    expect(verified).toEqual({
      type: "approval.requested",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      data: {
        ...{ approvalId, callId, sessionId: world.sessionId, agentId: world.agentId, agent: "files-bot" },
        ...{ capability: "io.fs.write_file", risk: "HIGH", status: "pending" },
        expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        link: `http://localhost:3000/approvals/${approvalId}`,
      },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    const [delivery] = await deliveriesOf(world.tenantId, id);
    expect(delivery).toMatchObject({ id: headers["webhook-id"], state: "delivered", attempts: 1 });
    expect(delivery?.log).toMatchObject([{ statusCode: 204, error: null }]);
    const everything = JSON.stringify([peer.received, delivery]);
    expect(everything).not.toContain(CANARY);
    expect(everything).not.toContain("/notes/");
  });

  it("says afterwards who decided, without what they wrote", async () => {
    await webhook(["approval.denied"]);
    const { approvalId } = await hold();
    await deny(world.reviewer, { approvalId, reason: "wrong_target", comment: "not canary-comment" });
    await deliver(world.tenantId);
    expect(peer.received.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      {
        type: "approval.denied",
        data: { approvalId, status: "denied", decidedBy: "Platform reviewer", reason: "Wrong target" },
      },
    ]);
    expect(peer.received[0]?.body).not.toContain("canary-comment");
  });

  it("is tried again later under the same id when its receiver fails, and then arrives", async () => {
    const { id } = await webhook();
    await hold();
    peer.answer = () => ({ status: 500, type: "text/plain", body: "out of order" });
    await deliver(world.tenantId);
    const [waiting] = await deliveriesOf(world.tenantId, id);
    expect(waiting).toMatchObject({ state: "waiting", attempts: 1, lastError: "It answered 500." });
    const wait = (waiting?.nextAttemptAt.getTime() ?? 0) - Date.now();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThan(6_000);
    await withTenant(world.tenantId, (tx) =>
      tx.notificationDelivery.updateMany({
        where: { tenantId: world.tenantId },
        data: { nextAttemptAt: new Date(Date.now() + 3_600_000) },
      }),
    );
    await deliver(world.tenantId);
    expect(peer.received, "not before its time").toHaveLength(1);
    peer.answer = () => ({});
    await makeDue(world.tenantId);
    await deliver(world.tenantId);
    const [sent] = await deliveriesOf(world.tenantId, id);
    expect(sent).toMatchObject({ state: "delivered", attempts: 2, lastError: null });
    expect(sent?.log).toMatchObject([{ statusCode: 500, response: "out of order" }, { statusCode: 200 }]);
    expect(ids()).toEqual([sent?.id, sent?.id]);
    expect(new Set(peer.received.map(({ body }) => body)).size).toBe(1);
  });

  it.each([429, 502, 504])("waits as long as a receiver asks for with %i and Retry-After", async (status) => {
    const { id } = await webhook();
    await hold();
    peer.answer = () => ({ status, headers: { "retry-after": "600" } });
    await deliver(world.tenantId);
    const [delivery] = await deliveriesOf(world.tenantId, id);
    const wait = (delivery?.nextAttemptAt.getTime() ?? 0) - Date.now();
    expect(wait).toBeGreaterThan(540_000);
    expect(wait).toBeLessThan(601_000);
  });

  it("is given up after its last attempt, with an alert that ends when one arrives", async () => {
    const { id } = await webhook(["approval.requested"]);
    await hold();
    peer.answer = () => ({ status: 503 });
    await deliver(world.tenantId);
    await withTenant(world.tenantId, (tx) =>
      tx.notificationDelivery.updateMany({ where: { endpointId: id }, data: { attempts: MAX_ATTEMPTS - 1 } }),
    );
    await makeDue(world.tenantId);
    await deliver(world.tenantId);
    const [failed] = await deliveriesOf(world.tenantId, id);
    expect(failed).toMatchObject({ state: "failed", attempts: MAX_ATTEMPTS });
    expect(await alerts()).toMatchObject([{ subjectKind: "endpoint", subjectId: id, resolvedAt: null }]);
    peer.answer = () => ({});
    await replayDelivery(world.admin, { id: failed?.id ?? "" });
    await deliver(world.tenantId);
    expect((await deliveriesOf(world.tenantId, id))[0]).toMatchObject({ state: "delivered", attempts: 1 });
    expect(await alerts()).toMatchObject([{ resolvedAt: expect.any(Date) as Date }]);
  });

  it("is switched off by 410, with the reason, a record and an alert, and nothing more is sent", async () => {
    const { id } = await webhook(["approval.requested"]);
    await hold();
    peer.answer = () => ({ status: 410 });
    await deliver(world.tenantId);
    const read = () =>
      withTenant(world.tenantId, (tx) => tx.notificationEndpoint.findUniqueOrThrow({ where: { id } }));
    expect(await read()).toMatchObject({
      enabled: false,
      disabledReason: expect.stringContaining("410") as string,
    });
    const leaves = await withTenant(world.tenantId, (tx) =>
      tx.auditLeaf.findMany({ where: { subjectId: id, action: "endpoint.disabled" } }),
    );
    expect(leaves).toMatchObject([{ actorKind: "system" }]);
    expect(await alerts()).toHaveLength(1);
    peer.answer = () => ({});
    await hold();
    await deliver(world.tenantId);
    expect(peer.received).toHaveLength(1);
    await setEndpointEnabled(world.admin, { id, enabled: true });
    expect(await alerts()).toMatchObject([{ resolvedAt: expect.any(Date) as Date }]);
    await hold();
    await deliver(world.tenantId);
    expect(peer.received).toHaveLength(2);
  });
});

describe("an event", () => {
  it("goes to the endpoints that want it, and to no other tenant's", async () => {
    const all = await webhook();
    const alertsOnly = await webhook(["alert.raised"]);
    const off = await webhook();
    await setEndpointEnabled(world.admin, { id: off.id, enabled: false, reason: "Not now" });
    const other = await notificationWorld();
    const theirs = await endpointOf(other, { kind: "webhook", url: `${peer.url}/theirs` });
    await hold();
    await deliver(world.tenantId);
    await deliver(other.tenantId);
    const counts = [all, alertsOnly, off].map(
      async ({ id }) => (await deliveriesOf(world.tenantId, id)).length,
    );
    expect(await Promise.all(counts)).toEqual([1, 0, 0]);
    expect(await deliveriesOf(other.tenantId, theirs.id)).toEqual([]);
  });

  it("is not even written down where nobody listens", async () => {
    await hold();
    const count = withTenant(world.tenantId, (tx) =>
      tx.notificationEvent.count({ where: { tenantId: world.tenantId } }),
    );
    expect(await count).toBe(0);
  });

  it("is skipped, and says so, where its endpoint was switched off meanwhile", async () => {
    const { id } = await webhook();
    await hold();
    peer.answer = () => ({ status: 500 });
    await deliver(world.tenantId);
    await setEndpointEnabled(world.admin, { id, enabled: false, reason: "Moving house" });
    await makeDue(world.tenantId);
    await deliver(world.tenantId);
    expect((await deliveriesOf(world.tenantId, id))[0]).toMatchObject({
      state: "skipped",
      lastError: "The endpoint was switched off.",
    });
    expect(peer.received).toHaveLength(1);
  });

  it("is forgotten after 30 days, with all that was sent of it", async () => {
    const { id } = await webhook();
    await hold();
    await hold();
    await deliver(world.tenantId);
    const [old] = await deliveriesOf(world.tenantId, id);
    await withTenant(world.tenantId, (tx) =>
      tx.notificationEvent.updateMany({
        where: { id: old?.eventId ?? "" },
        data: { createdAt: new Date(Date.now() - 31 * 86_400_000) },
      }),
    );
    expect(await pruneNotifications(world.tenantId)).toBe(1);
    const left = await deliveriesOf(world.tenantId, id);
    expect(left).toHaveLength(1);
    expect(left[0]?.id).not.toBe(old?.id);
  });

  it("is forgotten in one round, however much has piled up", async () => {
    const { tenantId } = world;
    const long = { tenantId, type: "alert.raised", subjectKind: "alert", createdAt: new Date(0) };
    await withTenant(tenantId, (tx) =>
      tx.notificationEvent.createMany({
        data: Array.from({ length: 1_001 }, () => ({ ...long, subjectId: newId() })),
      }),
    );
    expect(await pruneNotifications(tenantId)).toBe(1_001);
  });
});

describe("several workers", () => {
  it("send each delivery once, however they race", async () => {
    const { id } = await webhook();
    for (let index = 0; index < 30; index++) await hold();
    const workers = [new Lanes(), new Lanes(), new Lanes()];
    await Promise.all(workers.map((lanes) => deliverDue(world.tenantId, lanes)));
    await Promise.all(workers.map((lanes) => lanes.settled()));
    await deliver(world.tenantId);
    expect(ids()).toHaveLength(30);
    expect(new Set(ids()).size).toBe(30);
    const states = (await deliveriesOf(world.tenantId, id)).map(({ state, attempts }) => [state, attempts]);
    expect(states).toEqual(states.map(() => ["delivered", 1]));
  });

  it("leave what another one is at, and take it over once its lease has run out, under the same id", async () => {
    const { id } = await webhook();
    await hold();
    await spread(world.tenantId);
    const abandoned = await claim(world.tenantId, id);
    expect(abandoned).not.toBeNull();
    expect(await claim(world.tenantId, id)).toBeNull();
    await deliver(world.tenantId);
    expect(peer.received).toHaveLength(0);
    await makeDue(world.tenantId);
    await deliver(world.tenantId);
    expect(ids()).toEqual([abandoned?.id]);
  });
});
