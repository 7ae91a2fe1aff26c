import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPeer, type Peer } from "@/tests/credential-peers";
import { heldCall, person } from "@/tests/held-calls";
import {
  deliver,
  deliveriesOf,
  endpointOf,
  makeDue,
  notificationWorld,
  type NotificationWorld,
} from "@/tests/notification-world";
import { withTenant } from "../platform/db";
import { setEnv } from "../platform/env/process";
import { newId } from "../platform/ids";
import {
  getDelivery,
  listDeliveries,
  listEndpoints,
  replayDelivery,
  replayFailed,
  setEndpointEnabled,
} from "./index";

let world: NotificationWorld;
let peer: Peer;
beforeEach(async () => {
  world = await notificationWorld();
  peer = await startPeer(() => ({}));
});
afterEach(() => peer.close());

const hook = () => ({ kind: "webhook", url: `${peer.url}/hook` }) as const;

describe("the log", () => {
  it("is read in pages and by state, with every try and what came back", async () => {
    const { id } = await endpointOf(world, hook());
    await heldCall(world);
    await deliver(world.tenantId);
    peer.answer = () => ({ status: 500, type: "text/plain", body: "no\u202e such" });
    await heldCall(world);
    await deliver(world.tenantId);
    const all = await listDeliveries(world.responder, { endpointId: id });
    expect(all.rows.map(({ state }) => state)).toEqual(["waiting", "delivered"]);
    const page = await listDeliveries(world.admin, { endpointId: id, limit: 1 });
    const next = await listDeliveries(world.admin, {
      endpointId: id,
      limit: 1,
      cursor: page.nextCursor ?? "",
    });
    expect([...page.rows, ...next.rows]).toEqual(all.rows);
    const waiting = await listDeliveries(world.admin, { endpointId: id, states: ["waiting"] });
    expect(waiting.rows).toHaveLength(1);
    const detail = await getDelivery(world.admin, waiting.rows[0]?.id ?? "");
    expect(detail.log).toMatchObject([
      { statusCode: 500, response: "no\u202e such", error: "It answered 500." },
    ]);
    expect(detail.body).toBe(peer.received.at(-1)?.body);
    expect(await listEndpoints(world.admin)).toMatchObject([
      { lastDay: { total: 2, failing: 1 }, waiting: 1 },
    ]);
    const other = await notificationWorld();
    await expect(getDelivery(other.admin, detail.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listDeliveries(other.admin, { endpointId: id })).rows).toEqual([]);
  });
});

describe("a replay", () => {
  it("sends one again under its id, and refuses while it waits or the endpoint is off", async () => {
    const { id: endpointId } = await endpointOf(world, hook());
    await heldCall(world);
    await deliver(world.tenantId);
    const [{ id } = { id: "" }] = await deliveriesOf(world.tenantId, endpointId);
    const twice = await Promise.allSettled([1, 2].map(() => replayDelivery(world.admin, { id })));
    expect(twice.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await deliver(world.tenantId);
    expect(peer.received.map(({ headers }) => headers["webhook-id"])).toEqual([id, id]);
    await setEndpointEnabled(world.admin, { id: endpointId, enabled: false, reason: "Off" });
    await expect(replayDelivery(world.admin, { id })).rejects.toMatchObject({ code: "CONFLICT" });
    const other = await notificationWorld();
    await expect(replayDelivery(other.admin, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(replayDelivery(world.responder, { id })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("of all that failed takes those of the time asked for, and none that arrived", async () => {
    const { id: endpointId } = await endpointOf(world, hook());
    for (let index = 0; index < 3; index++) await heldCall(world);
    await deliver(world.tenantId);
    const [recent, old] = await deliveriesOf(world.tenantId, endpointId);
    const set = (id: string, createdAt: Date) =>
      withTenant(world.tenantId, (tx) =>
        tx.notificationDelivery.updateMany({ where: { id }, data: { state: "failed", createdAt } }),
      );
    await set(recent?.id ?? "", new Date());
    await set(old?.id ?? "", new Date(Date.now() - 7_200_000));
    peer.received.length = 0;
    expect(await replayFailed(world.admin, { endpointId, hours: 1 })).toMatchObject({ count: 1 });
    await makeDue(world.tenantId);
    await deliver(world.tenantId);
    expect(peer.received.map(({ headers }) => headers["webhook-id"])).toEqual([recent?.id]);
    await expect(replayFailed(world.admin, { endpointId, hours: 1 })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("an e-mail to the people who can decide", () => {
  it("goes to those who can and are not away, and to nobody on the requester's side", async () => {
    const received: string[][] = [];
    const mail = new SMTPServer({
      disabledCommands: ["AUTH", "STARTTLS"],
      onData: (stream, { envelope }, done) => {
        received.push(envelope.rcptTo.map(({ address }) => address));
        stream.resume().on("end", () => done());
      },
    });
    await new Promise<void>((done) => mail.listen(0, "127.0.0.1", () => done()));
    const { port } = mail.server.address() as AddressInfo;
    setEnv({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "gate@example.com" });
    const away = await person(world.tenantId, ["reviewer"]);
    await withTenant(world.tenantId, (tx) =>
      tx.delegation.createMany({
        data: {
          ...{ id: newId(), tenantId: world.tenantId, fromUserId: away.actor.id, createdById: away.actor.id },
          ...{ startsAt: new Date(Date.now() - 3_600_000), endsAt: new Date(Date.now() + 3_600_000) },
        },
      }),
    );
    await endpointOf(world, { kind: "email", to: "deciders" }, { events: ["approval.requested"] });
    await heldCall(world);
    await deliver(world.tenantId);
    setEnv({ SMTP_URL: "", MAIL_FROM: "" });
    await new Promise<void>((done) => mail.close(done));
    expect(received).toEqual([[`${world.reviewer.actor.id}@example.com`]]);
  });

  it("finds nobody where only the requester could, and says so", async () => {
    const deciders = { kind: "email", to: "deciders" } as const;
    const { id } = await endpointOf(world, deciders, { events: ["approval.requested"] });
    await withTenant(world.tenantId, (tx) =>
      tx.membership.updateMany({
        where: { tenantId: world.tenantId, userId: { not: world.ownerId } },
        data: { roles: ["viewer"] },
      }),
    );
    await heldCall(world, { arguments: { n: newId() } });
    await deliver(world.tenantId);
    expect((await deliveriesOf(world.tenantId, id))[0]).toMatchObject({
      state: "skipped",
      lastError: "Nobody who is not away can decide it now.",
    });
  });
});
