import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPeer, type Peer } from "@/tests/credential-peers";
import { heldCall, person } from "@/tests/held-calls";
import { testDatabase } from "@/tests/db";
import {
  deliver,
  deliveriesOf,
  endpointOf,
  notificationWorld,
  type NotificationWorld,
} from "@/tests/notification-world";
import pg from "pg";
import { withTenant } from "../platform/db";
import {
  createEndpoint,
  getEndpoint,
  listEndpoints,
  replayFailed,
  rotateSecret,
  setEndpointEnabled,
  tryEndpoint,
  updateEndpoint,
  type CreateEndpointInput,
} from "./index";

let world: NotificationWorld;
let peer: Peer;
beforeEach(async () => {
  world = await notificationWorld();
  peer = await startPeer(() => ({}));
});
afterEach(() => peer.close());

const hook = () => ({ kind: "webhook", url: `${peer.url}/hook` }) as const;
const leavesOf = (subjectId: string) =>
  withTenant(world.tenantId, (tx) =>
    tx.auditLeaf.findMany({ where: { tenantId: world.tenantId, subjectId }, orderBy: { id: "asc" } }),
  );
const signers = (secrets: Record<string, string>) => {
  const { body = "", headers = {} } = peer.received.at(-1) ?? {};
  return Object.keys(secrets).filter((name) => {
    try {
      return new Webhook(secrets[name] ?? "").verify(body, headers as Record<string, string>) !== undefined;
    } catch {
      return false;
    }
  });
};

describe("an endpoint", () => {
  it("is created with a secret that is shown once and recorded nowhere", async () => {
    const { id, secret } = await endpointOf(world, hook(), { name: "Pager", events: ["alert.raised"] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const detail = await getEndpoint(world.responder, id);
    expect(detail).toMatchObject({ name: "Pager", enabled: true, events: ["alert.raised"], waiting: 0 });
    expect(detail.secrets).toMatchObject([{ field: "secret", setAt: expect.any(String) as string }]);
    const leaves = await leavesOf(id);
    expect(leaves.map(({ action }) => action)).toEqual(["endpoint.created"]);
    const kept = JSON.stringify([detail, leaves.map(({ bytes }) => Buffer.from(bytes).toString())]);
    expect(kept).not.toContain(secret.slice(6));
  });

  it("is changed under the version that was seen, and the second of two is a conflict", async () => {
    const { id } = await endpointOf(world, hook());
    const { version } = await getEndpoint(world.admin, id);
    const change = (name: string) =>
      updateEndpoint(world.admin, { id, version, name, config: hook(), events: [] });
    const both = await Promise.allSettled([change("One"), change("Two")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(change("Three")).rejects.toMatchObject({ code: "CONFLICT" });
    const other = { kind: "slack", interactive: false } as const;
    const secrets = { url: `${peer.url}/x` };
    const turned = updateEndpoint(world.admin, {
      id,
      version: version + 1,
      name: "One",
      config: other,
      events: [],
      secrets,
    });
    await expect(turned).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("is switched off with a reason and on again, each recorded, never twice", async () => {
    const { id } = await endpointOf(world, hook());
    await expect(setEndpointEnabled(world.admin, { id, enabled: false })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await setEndpointEnabled(world.admin, { id, enabled: false, reason: "Moved" });
    expect(await getEndpoint(world.admin, id)).toMatchObject({ enabled: false, disabledReason: "Moved" });
    const again = setEndpointEnabled(world.admin, { id, enabled: false, reason: "Moved" });
    await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
    await setEndpointEnabled(world.admin, { id, enabled: true });
    expect(await getEndpoint(world.admin, id)).toMatchObject({ enabled: true, disabledReason: null });
    const actions = (await leavesOf(id)).map(({ action }) => action);
    expect(actions).toEqual(["endpoint.created", "endpoint.disabled", "endpoint.enabled"]);
  });

  it("is another tenant's NOT_FOUND, and FORBIDDEN to who may not", async () => {
    const { id } = await endpointOf(world, hook());
    const other = await notificationWorld();
    const missing = { code: "NOT_FOUND" };
    const all = [
      getEndpoint(other.admin, id),
      updateEndpoint(other.admin, { id, version: 1, name: "x", config: hook(), events: [] }),
      setEndpointEnabled(other.admin, { id, enabled: false, reason: "x" }),
      rotateSecret(other.admin, { id }),
      tryEndpoint(other.admin, { id, config: hook() }),
      replayFailed(other.admin, { endpointId: id, hours: 1 }),
    ];
    for (const one of await Promise.allSettled(all))
      expect(one).toMatchObject({ status: "rejected", reason: missing });
    expect(await listEndpoints(other.admin)).toEqual([]);
    const forbidden = { code: "FORBIDDEN" };
    await expect(listEndpoints(world.reviewer)).rejects.toMatchObject(forbidden);
    await expect(rotateSecret(world.responder, { id })).rejects.toMatchObject(forbidden);
    await expect(
      createEndpoint(world.responder, { name: "x", config: hook(), events: [] }),
    ).rejects.toMatchObject(forbidden);
    await expect(tryEndpoint(world.responder, { config: hook() })).rejects.toMatchObject(forbidden);
    await expect(listEndpoints(await person(world.tenantId, ["viewer"]))).rejects.toMatchObject(forbidden);
    expect(peer.received).toEqual([]);
  });

  const email = (addresses: string[]) => ({ kind: "email", to: "addresses", addresses }) as const;
  it.each<[string, CreateEndpointInput["config"], Partial<CreateEndpointInput>]>([
    ["a password in its address", { kind: "webhook", url: "https://me:pw@example.com/" }, {}],
    ["another scheme", { kind: "webhook", url: "file:///etc/passwd" }, {}],
    ["no address", email([]), {}],
    ["an address with a line break", email(["a@example.com\r\nBcc: b@example.com"]), {}],
    ["two addresses in one", email(["a@example.com, b@example.com"]), {}],
    ["a line break in its name", { kind: "webhook", url: "https://example.com/" }, { name: "a\r\nb" }],
    [
      "a secret that it has no use for",
      { kind: "webhook", url: "https://example.com/" },
      { secrets: { url: "https://example.com/" } },
    ],
    ["no incoming webhook", { kind: "slack" }, {}],
    [
      "buttons without a signing secret",
      { kind: "slack", interactive: true },
      { secrets: { url: "https://example.com/" } },
    ],
    ["people who can decide, of an alert", { kind: "email", to: "deciders" }, { events: ["alert.raised"] }],
    ["people who can decide, of everything", { kind: "email", to: "deciders" }, { events: [] }],
  ])("with %s is refused", async (_, config, more) => {
    await expect(endpointOf(world, config, more)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("a rotated secret", () => {
  it("and the one before sign for a day, and then the new one alone", async () => {
    const { id, secret: first } = await endpointOf(world, hook());
    const { secret: second } = await rotateSecret(world.admin, { id });
    expect(second).not.toBe(first);
    const both = { first, second };
    await heldCall(world);
    await deliver(world.tenantId);
    expect(signers(both)).toEqual(["first", "second"]);
    expect((await getEndpoint(world.admin, id)).previousSecretUntil).not.toBeNull();
    const { superUrl } = await testDatabase();
    const client = new pg.Client({ connectionString: superUrl });
    await client.connect();
    await client.query(
      "update secrets set created_at = now() - interval '25 hours' where owner_id = $1 and field = 'previousSecret'",
      [id],
    );
    await client.end();
    await heldCall(world);
    await deliver(world.tenantId);
    expect(signers(both)).toEqual(["second"]);
    expect((await getEndpoint(world.admin, id)).previousSecretUntil).toBeNull();
    expect((await leavesOf(id)).map(({ action }) => action)).toContain("endpoint.secret_rotated");
  });
});

describe("a test message", () => {
  it("is sent at once, stored or not, and its answer is told", async () => {
    peer.answer = () => ({ status: 418, type: "text/plain", body: "short and stout" });
    const report = await tryEndpoint(world.admin, { config: hook() });
    expect(report).toMatchObject({
      ok: false,
      statusCode: 418,
      response: "short and stout",
      detail: "It answered 418.",
    });
    peer.answer = () => ({});
    const { id, secret } = await endpointOf(world, hook());
    expect(await tryEndpoint(world.admin, { id, config: hook() })).toMatchObject({
      ok: true,
      statusCode: 200,
    });
    expect(signers({ secret })).toEqual(["secret"]);
    expect(await deliveriesOf(world.tenantId, id)).toEqual([]);
    expect((await leavesOf(id)).map(({ action }) => action)).toContain("endpoint.tested");
  });

  it("is sent nowhere that is not permitted", async () => {
    const config = { kind: "webhook", url: "http://169.254.169.254/latest" } as const;
    expect(await tryEndpoint(world.admin, { config })).toMatchObject({
      ok: false,
      detail: expect.stringContaining("never permitted") as string,
    });
  });
});
