import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld } from "../../../tests/gateway-world";
import { RestClient } from "../../../tests/rest-client";
import { approve } from "../../approvals";
import { createLimit, deleteLimit, listLimits, updateLimit, type CreateLimitInput } from "../../limits";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { newId } from "../../platform/ids";
import { createGateway } from "../app";
import { stopSnapshots } from "../index";

const app = createGateway();
let world: TestTenant;
let client: RestClient;
const ctx = () => ctxFor(world.id, world.admin);

beforeAll(async () => {
  world = await gatewayWorld();
  client = await RestClient.open(app, world);
});
beforeEach(async () => {
  for (const { id } of await listLimits(ctx())) await deleteLimit(ctx(), { limitId: id });
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

const set = async (input: CreateLimitInput) => (await createLimit(ctx(), input)).id;
const slow = (burst: number) => ({ kind: "rate", calls: 1, perSeconds: 1_000, burst }) as const;
const left = async () =>
  (await listLimits(ctx())).map(({ buckets }) => buckets.map((it) => Math.floor(it.left)));

describe("a limit", () => {
  it("lets through what it says, tells of it in headers, and then answers 429, recorded", async () => {
    const id = await set({ scope: "agent", target: null, terms: slow(2) });
    const name = `agent-rate-${id.slice(-6)}`;
    const first = await client.call();
    expect(first.status).toBe(200);
    expect(first.headers.get("ratelimit-policy")).toBe(`"${name}";q=1;w=1000`);
    expect(first.headers.get("ratelimit")).toBe(`"${name}";r=1;t=1000`);
    // What is refused later has paid as well.
    expect((await client.call({ args: { text: "forbidden" } })).status).toBe(403);
    const { status, body, headers } = await client.call();
    expect([status, body.code, body.step, body.limit]).toEqual([429, "RATE_LIMITED", "limits", name]);
    expect(body.detail).toContain("1 call every 1,000 seconds, at most 2 at once, for each agent");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(900);
    expect(headers.get("ratelimit")).toMatch(new RegExp(`^"${name}";r=0;t=`));
    const decision = await withTenant(world.id, (tx) =>
      tx.decision.findUniqueOrThrow({ where: { id: String(body.call_id) } }),
    );
    expect(decision).toMatchObject({ action: "DENY", step: "limits", code: "RATE_LIMITED" });
    // And over MCP, in what a program reads.
    const told = await overMcp();
    expect(told).toContain('"code":"RATE_LIMITED"');
    expect(told).toMatch(/"retry_after":\d{3}/);
  });

  it("of one capability, upstream or agent leaves the others alone", async () => {
    const other = await createTenant();
    await set({ scope: "capability", target: "open.echo", terms: { kind: "quota_day", calls: 1 } });
    await set({ scope: "upstream", target: "risky", terms: { kind: "quota_month", calls: 1 } });
    await set({ scope: "agent", target: world.agent.id, terms: slow(5) });
    expect((await client.call()).status).toBe(200);
    const { status, headers } = await client.call();
    expect(status).toBe(429);
    expect(headers.get("ratelimit-policy")).toContain(";q=1;w=86400");
    expect((await client.call({ tool: "held.echo" })).status).toBe(202);
    // All or none: the refused call left the agent's own bucket as it was.
    expect(await left()).toEqual([[0], [1], [3]]);
    await expect(
      createLimit(ctx(), { scope: "agent", target: other.agent.id, terms: slow(1) }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("keeps no bucket for a tool that doesn't exist", async () => {
    await set({ scope: "capability", target: null, terms: slow(5) });
    await client.call({ tool: `invented.${newId()}` });
    await client.call();
    expect(await left()).toEqual([[4]]);
  });

  it("asks once for a call that waits for people, and not again when they have said yes", async () => {
    await set({ scope: "tenant", target: null, terms: slow(1) });
    const args = { text: newId() };
    const held = await client.call({ tool: "held.echo", args });
    expect(held.status).toBe(202);
    const approval = held.body.approval!.id;
    await approve(ctxFor(world.id, world.reviewer), { approvalId: approval });
    // Nothing is left, and another call is refused; but this one paid when it was held.
    expect((await client.call()).status).toBe(429);
    expect((await client.call({ tool: "held.echo", args: { text: "another" }, approval })).status).toBe(409);
    expect((await client.call({ tool: "held.echo", args, approval })).status).toBe(200);
    expect((await client.call({ tool: "held.echo", args, approval })).status).toBe(429);
  });

  it("asks once for a call that is evaluated again because the rules moved, and not for one that is repeated", async () => {
    const limitId = await set({ scope: "tenant", target: null, terms: slow(1_000) });
    let moving = true;
    const moves = (async () => {
      for (let n = 0; moving; n++) await updateLimit(ctx(), { limitId, note: `${n}` });
    })();
    const calls = Array.from({ length: 30 }, () => client.call());
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    moving = false;
    await moves;
    expect(await left()).toEqual([[970]]);
    // The rules moved so fast that some were given up after eight evaluations. They paid once, too.
    for (const status of statuses) expect([200, 503]).toContain(status);
    const key = newId();
    for (let n = 0; n < 3; n++) expect((await client.call({ key })).status).toBe(200);
    expect(await left()).toEqual([[969]]);
  });

  it("tells an agent that asks what is left, in all and for one tool", async () => {
    await set({ scope: "tenant", target: null, terms: { kind: "quota_day", calls: 10 } });
    await set({ scope: "capability", target: null, terms: slow(3) });
    await client.call();
    const all = await client.send("/api/v1/limits");
    expect(all.body.limits).toMatchObject([{ scope: "tenant", kind: "quota_day", size: 10, left: 9 }]);
    const one = await client.send("/api/v1/limits?tool=open.echo");
    expect(one.body.limits).toMatchObject([{ left: 9 }, { scope: "capability", size: 3, left: 2 }]);
    expect((await client.send("/api/v1/limits?tool=risky.echo")).body.limits).toMatchObject([
      {},
      { left: 3 },
    ]);
  });

  it("is off while it is switched off, keeps what was used of a quota, and starts anew as another kind", async () => {
    const limitId = await set({ scope: "tenant", target: null, terms: { kind: "quota_day", calls: 2 } });
    for (const status of [200, 200, 429]) expect((await client.call()).status).toBe(status);
    await updateLimit(ctx(), { limitId, terms: { kind: "quota_day", calls: 3 } });
    for (const status of [200, 429]) expect((await client.call()).status).toBe(status);
    await updateLimit(ctx(), { limitId, enabled: false });
    const { status, headers } = await client.call();
    expect([status, headers.get("ratelimit")]).toEqual([200, null]);
    await updateLimit(ctx(), { limitId, enabled: true, terms: slow(1) });
    for (const expected of [200, 429]) expect((await client.call()).status).toBe(expected);
  });
});

describe("who may", () => {
  it("set limits is the admin, of the own tenant, with a record of each change", async () => {
    const input = { scope: "tenant", target: null, terms: slow(1) } as const;
    for (const role of ["reviewer", "responder", "viewer"] as const)
      await expect(createLimit(ctxFor(world.id, world[role]), input)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    const { id: limitId, auditId } = await createLimit(ctx(), input);
    const elsewhere = await createTenant();
    const foreign = ctxFor(elsewhere.id, elsewhere.admin);
    await expect(updateLimit(foreign, { limitId, enabled: false })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(deleteLimit(foreign, { limitId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await listLimits(foreign)).toEqual([]);
    expect((await listLimits(ctxFor(world.id, world.viewer))).map(({ id }) => id)).toEqual([limitId]);
    const two = await Promise.allSettled([
      updateLimit(ctx(), { limitId, note: "one" }),
      updateLimit(ctx(), { limitId, note: "two" }),
    ]);
    // The later one is refused where the two meet; on a busy machine it may have come only after the first was done.
    const changes = two.filter(({ status }) => status === "fulfilled").map(() => "limit.changed");
    expect(changes).not.toEqual([]);
    await deleteLimit(ctx(), { limitId });
    const leaves = await withTenant(world.id, (tx) =>
      tx.auditLeaf.findMany({ where: { subjectId: limitId }, orderBy: { id: "asc" } }),
    );
    expect(leaves.map(({ action }) => action)).toEqual(["limit.created", ...changes, "limit.deleted"]);
    expect(leaves[0]!.id).toBe(auditId);
  });

  it.each([
    { scope: "tenant", target: "x", terms: slow(1) },
    { scope: "capability", target: "no.such", terms: slow(1) },
    { scope: "tenant", target: null, terms: { kind: "rate", calls: 0, perSeconds: 1, burst: 1 } },
    { scope: "tenant", target: null, terms: { kind: "quota_day", calls: 1, burst: 1 } },
  ])("%j is no limit", async (input) => {
    await expect(createLimit(ctx(), input as CreateLimitInput)).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

async function overMcp(): Promise<string> {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.agentgate/session": client.session,
  };
  const params = { name: "open.echo", arguments: { text: "hello" }, _meta };
  const response = await app.request("http://127.0.0.1/mcp", {
    method: "POST",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    headers: {
      host: "127.0.0.1",
      authorization: `Bearer ${world.agent.apiKey}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "open.echo",
    },
  });
  return response.text();
}
