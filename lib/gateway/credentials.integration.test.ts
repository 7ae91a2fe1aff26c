import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addSlot, canaryWorld, type CanaryWorld } from "../../tests/canary-world";
import { json } from "../../tests/credential-peers";
import { RestClient } from "../../tests/rest-client";
import { listIssued, setCredentialEnabled } from "../credentials";
import { withTenant } from "../platform/db";
import { closeUpstreams } from "../upstreams";
import { createGateway } from "./index";

let world: CanaryWorld;
let client: RestClient;

beforeAll(async () => {
  world = await canaryWorld();
  const broker = { provider: "http_broker", url: world.issuers.url } as const;
  const secrets = { apiKey: world.canaries.make("broker-key") };
  const deliver = { as: "bearer" } as const;
  await addSlot(world, { name: "api", config: broker, secrets, deliver }, "http");
  await addSlot(world, { name: "each", config: broker, secrets, deliver, per: "call" }, "http");
  client = await RestClient.open(createGateway(), world.tenant);
});
afterAll(async () => {
  await closeUpstreams();
  await world.close();
});

const at = (path: string) => world.issuers.received.filter((it) => it.path === path);
const asked = () => world.api.received.length;
const call = (tool: string, sessionId?: string) =>
  client.call({ tool, args: {}, ...(sessionId ? { sessionId } : {}) });

describe("what opens an upstream", () => {
  it("is issued for a session once, and revoked when the session ends", async () => {
    const sessionId = await client.openSession();
    const before = at("/issue").length;
    for (let i = 0; i < 3; i++) expect((await call("api.echo", sessionId)).status).toBe(200);
    expect(at("/issue").length).toBe(before + 1);
    const [issued] = (await listIssued(world.ctx, { sessionId })).rows;
    expect(issued).toMatchObject({ state: "live", call: null });
    await client.send(`/api/v1/sessions/${sessionId}/end`, { method: "POST", body: "{}" });
    await vi.waitFor(async () => {
      expect((await listIssued(world.ctx, { sessionId })).rows).toMatchObject([{ state: "revoked" }]);
    });
    expect(at("/revoke").some((it) => it.body.includes(sessionId))).toBe(true);
  });

  it("is issued anew for each call where it should be, and revoked after it", async () => {
    const sessionId = await client.openSession();
    for (let i = 0; i < 2; i++) expect((await call("each.echo", sessionId)).status).toBe(200);
    const { rows } = await listIssued(world.ctx, { sessionId });
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row.state).toBe("revoked");
      expect(row.call).toMatchObject({ id: expect.any(String), capability: "each.echo" });
    }
  });

  it("stops the call where it cannot be had: nothing is sent, and the record says why", async () => {
    const sessionId = await client.openSession();
    const answering = world.issuers.answer;
    world.issuers.answer = () => json({ error: "no" }, 500);
    const before = asked();
    const { status, body } = await call("api.echo", sessionId);
    world.issuers.answer = answering;
    expect({ status, code: body.code, outcome: body.outcome }).toEqual({
      status: 502,
      code: "CREDENTIAL_UNAVAILABLE",
      outcome: "failed",
    });
    expect(asked()).toBe(before);
    const outcome = await withTenant(world.tenant.id, (tx) =>
      tx.outcome.findFirst({ where: { callId: body.call_id as string } }),
    );
    expect(outcome).toMatchObject({ status: "failed", errorCode: "CREDENTIAL_UNAVAILABLE" });
    expect((await call("api.echo", sessionId)).status).toBe(200);
  });

  it("opens nothing any more from the moment that it is disabled", async () => {
    const sessionId = await client.openSession();
    expect((await call("api.echo", sessionId)).status).toBe(200);
    const [id] = world.credentialIds;
    await setCredentialEnabled(world.ctx, { id: id!, enabled: false });
    const before = asked();
    expect((await call("api.echo", sessionId)).body.code).toBe("CREDENTIAL_UNAVAILABLE");
    expect(asked()).toBe(before);
    await setCredentialEnabled(world.ctx, { id: id!, enabled: true });
    await vi.waitFor(async () => expect((await call("api.echo", sessionId)).status).toBe(200));
  });
});
