import { afterAll, beforeAll, expect, test } from "vitest";
import { healthWorld, type HealthWorld } from "@/tests/health-world";
import { localServer } from "@/tests/local-server";
import { startMcpPeer, type McpPeer } from "@/tests/mcp-peer";
import { misbehaving } from "@/tests/upstream-peers";
import { checkUpstream, closeUpstreams } from "../index";
import { loadUpstream } from "../row";

let world: HealthWorld;
let peer: McpPeer;
beforeAll(async () => {
  peer = await startMcpPeer();
  world = await healthWorld();
});
afterAll(async () => {
  await closeUpstreams();
  await peer.stop();
});

async function check(id: string, timeoutMs = 5_000): Promise<void> {
  await checkUpstream(await loadUpstream(world.tenant.id, id), { timeoutMs });
}

test("a server that answers is up, and says who it is", async () => {
  const id = await world.add("mcp_http", { url: peer.url });
  await check(id);
  const health = await world.healthOf(id);
  expect(health).toMatchObject({
    status: "up",
    failures: 0,
    error: null,
    server: { name: "receiving", version: "2.1.0", protocol: "2026-07-28" },
  });
  expect(health.latencyMs).toBeGreaterThanOrEqual(0);
});

test("a server of the older protocol is asked in its own words", async () => {
  const bound = await startMcpPeer({ boundSessions: true });
  const id = await world.add("mcp_http", { url: bound.url });
  await check(id);
  expect((await world.healthOf(id)).status).toBe("up");
  expect(bound.received.map(({ rpc }) => rpc)).toContain("ping");
  await bound.stop();
});

test("a server that says it knows no ping has answered", async () => {
  const rude = await startMcpPeer({ boundSessions: true, withoutPing: true });
  const id = await world.add("mcp_http", { url: rude.url });
  await check(id);
  expect(await world.healthOf(id)).toMatchObject({ status: "up", error: null });
  expect(rude.received.map(({ rpc }) => rpc)).toContain("ping");
  await rude.stop();
});

test("an HTTP service that knows nothing at its base address is there", async () => {
  const id = await world.add("http", { baseUrl: new URL("/nothing/here", peer.url).href });
  await check(id);
  expect((await world.healthOf(id)).status).toBe("up");
});

test.each([
  [200, 500, "up", null],
  [301, 301, "up", null],
  [401, 401, "up", null],
  [429, 429, "up", null],
  [404, 501, "up", null],
  [500, 500, "down", "The upstream answered HTTP 500."],
  [502, 502, "down", "The upstream answered HTTP 502."],
  [503, 503, "down", "The upstream answered HTTP 503."],
  [504, 501, "down", "The upstream answered HTTP 504."],
])("an HTTP service that answers %i to GET and %i to HEAD is %s", async (toGet, toHead, status, error) => {
  const service = await localServer(({ method }, response) => {
    response.writeHead(method === "HEAD" ? toHead : toGet).end();
  });
  const id = await world.add("http", { baseUrl: `http://127.0.0.1:${service.port}/api` });
  await check(id);
  expect(await world.healthOf(id)).toMatchObject({ status, error });
  await service.close();
});

test("a server that hangs costs the check its time and no more", async () => {
  const id = await world.add("mcp_stdio", misbehaving("--never-answers").config);
  await check(id, 500);
  expect(await world.healthOf(id)).toMatchObject({
    status: "down",
    error: expect.stringMatching(/in time/) as string,
  });
});

test("our own tools are always up", async () => {
  const id = await world.add("builtin", {});
  await check(id);
  expect((await world.healthOf(id)).status).toBe("up");
});
