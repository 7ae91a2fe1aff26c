import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ctxFor } from "@/tests/db";
import { healthWorld, type HealthWorld } from "@/tests/health-world";
import { startMcpPeer, type McpPeer } from "@/tests/mcp-peer";
import { misbehaving, toolCall } from "@/tests/upstream-peers";
import { listCapabilities } from "../../capabilities";
import { createCredential } from "../../credentials";
import { withTenant, type Prisma } from "../../platform/db";
import {
  callTool,
  checkUpstream,
  closeUpstreams,
  getUpstream,
  setUpstreamEnabled,
  syncUpstream,
  watchHealth,
} from "../index";
import { loadUpstream } from "../row";
import { claimCheck, recordFailedSync } from "./store";
import { checkTenant } from "./watch-health";

let world: HealthWorld;
let peer: McpPeer;
beforeAll(async () => {
  peer = await startMcpPeer({ accepts: ["Bearer for-looking", ""] });
});
beforeEach(async () => {
  world = await healthWorld();
});
afterAll(async () => {
  await closeUpstreams();
  await peer.stop();
});

async function check(id: string, timeoutMs = 5_000): Promise<void> {
  await checkUpstream(await loadUpstream(world.tenant.id, id), { timeoutMs });
}

const alertsOf = (id: string) =>
  withTenant(world.tenant.id, (tx) => tx.alert.findMany({ where: { subjectId: id, kind: "upstream.down" } }));

test("of an upstream that is out of service nothing is told, and what was told is over", async () => {
  const id = await world.add("mcp_http", { url: "http://127.0.0.1:1/mcp" });
  const admin = ctxFor(world.tenant.id, world.tenant.admin);
  for (let times = 0; times < 3; times++) await check(id);
  expect(await alertsOf(id)).toMatchObject([{ resolvedAt: null }]);
  const before = await loadUpstream(world.tenant.id, id);
  await setUpstreamEnabled(admin, { id, enabled: false });
  expect((await alertsOf(id))[0]?.resolvedAt).toBeInstanceOf(Date);
  // A check that had begun before.
  await checkUpstream(before, { timeoutMs: 5_000 });
  expect(await alertsOf(id)).toHaveLength(1);
  await setUpstreamEnabled(admin, { id, enabled: true });
  await check(id);
  expect(await alertsOf(id)).toHaveLength(2);
});

test("three failures in a row raise one alert, the first success ends it", async () => {
  const id = await world.add("mcp_http", { url: peer.url });
  await check(id);
  const config = { url: "http://127.0.0.1:1/mcp" };
  await withTenant(world.tenant.id, (tx) => tx.upstream.updateMany({ where: { id }, data: { config } }));
  await check(id);
  await check(id);
  expect(await world.healthOf(id)).toMatchObject({ status: "up", failures: 2 });
  expect(await alertsOf(id)).toEqual([]);
  await check(id);
  await check(id);
  const down = await world.healthOf(id);
  expect(down).toMatchObject({ status: "down", failures: 4 });
  expect(down.error).toMatch(/cannot be reached|keeps failing/);
  expect(await alertsOf(id)).toMatchObject([{ severity: "critical", resolvedAt: null }]);

  const back = { url: peer.url };
  await withTenant(world.tenant.id, (tx) =>
    tx.upstream.updateMany({ where: { id }, data: { config: back } }),
  );
  await check(id);
  expect(await world.healthOf(id)).toMatchObject({ status: "up", failures: 0, error: null });
  expect((await alertsOf(id))[0]?.resolvedAt).toBeInstanceOf(Date);
});

test("an address that nobody permitted is a finding with a sentence, not a connection", async () => {
  await withTenant(world.tenant.id, (tx) =>
    tx.networkRule.deleteMany({ where: { tenantId: world.tenant.id } }),
  );
  const id = await world.add("mcp_http", { url: peer.url });
  const http = await world.add("http", { baseUrl: new URL("/", peer.url).href });
  const before = peer.received.length;
  await check(id);
  await check(http);
  expect((await world.healthOf(id)).error).toMatch(/loopback address/);
  expect((await world.healthOf(http)).error).toMatch(/loopback address/);
  expect(peer.received.length).toBe(before);
});

test("a check and a comparison come with the upstream's credential; a disabled one is a finding", async () => {
  const admin = ctxFor(world.tenant.id, world.tenant.admin);
  const input = { name: "Key", config: { provider: "static" as const }, secrets: { value: "for-looking" } };
  const credential = await createCredential(admin, input);
  const credentialUse = { deliver: { as: "bearer" } };
  const id = await world.add("mcp_http", { url: peer.url }, { credentialId: credential.id, credentialUse });
  const before = peer.received.length;
  await check(id);
  expect((await world.healthOf(id)).status).toBe("up");
  await syncUpstream(admin, id);
  const sent = peer.received.slice(before).map(({ headers }) => headers.authorization);
  expect(new Set(sent)).toEqual(new Set(["Bearer for-looking"]));

  const disabledAt = new Date();
  await withTenant(world.tenant.id, (tx) =>
    tx.credential.updateMany({ where: { id: credential.id }, data: { disabledAt } }),
  );
  await check(id);
  expect((await world.healthOf(id)).error).toMatch(/disabled/);
});

test("what a comparison found is kept, and a later one without news leaves it", async () => {
  const own = await startMcpPeer();
  const id = await world.add("mcp_http", { url: own.url });
  const admin = ctxFor(world.tenant.id, world.tenant.admin);
  await syncUpstream(admin, id);
  const first = await world.healthOf(id);
  expect(first).toMatchObject({ status: "up", tools: 1, change: { added: ["whoami"] } });
  await syncUpstream(admin, id);
  const second = await world.healthOf(id);
  expect(second.changedAt).toEqual(first.changedAt);
  expect(second.syncedAt?.getTime()).toBeGreaterThan(first.syncedAt?.getTime() ?? Infinity);
  await own.stop();
});

test("one look is one process's", async () => {
  const id = await world.add("mcp_http", { url: peer.url });
  await check(id);
  const { checkedAt } = await world.healthOf(id);
  const key = { tenantId: world.tenant.id, id };
  const taken = await Promise.all(Array.from({ length: 5 }, () => claimCheck(key, checkedAt)));
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test("a round looks at what is due, compares what it offers, and leaves what was just looked at", async () => {
  const due = await world.add("mcp_http", { url: peer.url });
  const recent = await world.add("mcp_http", { url: peer.url });
  const off = await world.add("mcp_http", { url: peer.url }, { disabledAt: new Date() });
  await check(recent);
  const before = await world.healthOf(recent);
  await checkTenant(world.tenant.id);
  expect(await world.healthOf(due)).toMatchObject({ status: "up", tools: 1 });
  expect((await world.healthOf(recent)).checkedAt).toEqual(before.checkedAt);
  await expect(world.healthOf(off)).rejects.toThrow();
  const { rows } = await listCapabilities(ctxFor(world.tenant.id, world.tenant.admin), {});
  expect(rows).toHaveLength(1);
});

test("a server that changes without a word is found out by the next comparison", async () => {
  const own = await startMcpPeer();
  const id = await world.add("mcp_http", { url: own.url });
  await checkTenant(world.tenant.id);
  const long = new Date(Date.now() - 3_600_000);
  const data = { checkedAt: long, syncedAt: long };
  await withTenant(world.tenant.id, (tx) =>
    tx.upstreamHealth.updateMany({ where: { upstreamId: id }, data }),
  );
  own.addTool("added-silently");
  await checkTenant(world.tenant.id);
  expect(await world.healthOf(id)).toMatchObject({ tools: 2, change: { added: ["added-silently"] } });
  await own.stop();
});

test("one that answers and cannot be compared for long has an alert with the reason, until it can", async () => {
  const id = await world.add("mcp_stdio", misbehaving("--endless-list").config);
  const admin = ctxFor(world.tenant.id, world.tenant.admin);
  const alerts = () =>
    withTenant(world.tenant.id, (tx) =>
      tx.alert.findMany({ where: { subjectId: id, kind: "upstream.not_compared" } }),
    );
  const comparedAgo = async (minutes: number) => {
    const data = { checkedAt: new Date(0), syncedAt: new Date(Date.now() - minutes * 60_000) };
    await withTenant(world.tenant.id, (tx) =>
      tx.upstreamHealth.updateMany({ where: { upstreamId: id }, data }),
    );
    await checkTenant(world.tenant.id);
  };
  await checkTenant(world.tenant.id);
  await comparedAgo(14);
  expect(await alerts()).toEqual([]);
  expect((await getUpstream(admin, id)).uncompared).toBeNull();

  await comparedAgo(16);
  const [raised] = await alerts();
  expect(raised).toMatchObject({ severity: "warning", resolvedAt: null });
  expect(raised?.detail).toMatch(/^It answers, but .* \(UPSTREAM_FAILED\)\./);
  expect((await getUpstream(admin, id)).uncompared).toBe(raised?.detail);

  await recordFailedSync(await loadUpstream(world.tenant.id, id), "CREDENTIAL_UNAVAILABLE");
  expect(await alerts()).toMatchObject([
    { id: raised?.id, detail: expect.stringContaining("(CREDENTIAL_UNAVAILABLE)") as string },
  ]);

  const config = misbehaving().config as Prisma.InputJsonObject;
  await withTenant(world.tenant.id, (tx) => tx.upstream.updateMany({ where: { id }, data: { config } }));
  await syncUpstream(admin, id);
  expect((await alerts())[0]?.resolvedAt).toBeInstanceOf(Date);
  expect((await getUpstream(admin, id)).uncompared).toBeNull();
});

test("one that is down, or was not there long enough, has no alert that it cannot be compared", async () => {
  const id = await world.add("mcp_http", { url: peer.url });
  const upstream = await loadUpstream(world.tenant.id, id);
  const alerts = () => withTenant(world.tenant.id, (tx) => tx.alert.count({ where: { subjectId: id } }));
  await recordFailedSync(upstream, "UPSTREAM_FAILED");
  await check(id);
  await recordFailedSync(upstream, "UPSTREAM_FAILED");
  const createdAt = new Date(Date.now() - 3_600_000);
  await withTenant(world.tenant.id, (tx) => tx.upstream.updateMany({ where: { id }, data: { createdAt } }));
  const set = (data: { status?: string; failures?: number }) =>
    withTenant(world.tenant.id, (tx) => tx.upstreamHealth.updateMany({ where: { upstreamId: id }, data }));
  await set({ failures: 1 });
  await recordFailedSync(upstream, "UPSTREAM_FAILED");
  await set({ status: "down" });
  await recordFailedSync(upstream, "UPSTREAM_FAILED");
  expect(await alerts()).toBe(0);
  await set({ status: "up", failures: 0 });
  await recordFailedSync(upstream, "UPSTREAM_FAILED");
  expect(await alerts()).toBe(1);
});

test("what an upstream that was switched off had open is closed by the next round", async () => {
  const id = await world.add("mcp_stdio", misbehaving().config);
  const upstream = await loadUpstream(world.tenant.id, id);
  const { result } = await callTool(upstream, toolCall("pid"));
  const pid = Number((result.content as { text: string }[])[0]?.text);
  await withTenant(world.tenant.id, (tx) =>
    tx.upstream.updateMany({ where: { id }, data: { disabledAt: new Date() } }),
  );
  await checkTenant(world.tenant.id);
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 10_000);
});

test("watching looks at once, and stops without waiting for a server that hangs", async () => {
  const well = await world.add("mcp_http", { url: peer.url });
  await world.add("mcp_stdio", misbehaving("--never-answers").config);
  const stop = watchHealth();
  await vi.waitFor(async () => expect((await world.healthOf(well)).status).toBe("up"), 60_000);
  await stop();
});
