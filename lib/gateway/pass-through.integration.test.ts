import { serve, type ServerType } from "@hono/node-server";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/factories";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { installPolicy } from "../revisions";
import { openSession } from "../sessions";
import { clearSwitch, setSwitch } from "../switches";
import { closeUpstreams } from "../upstreams";
import { createGateway } from "./app";
import { stopSnapshots } from "./index";

let tenant: TestTenant;
let read = 0;
const servers: ServerType[] = [];
const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "files", version: "1" });
  server.registerResource("plan", "file:///plan.txt", {}, (uri) => {
    read++;
    return { contents: [{ uri: uri.href, text: "The plan." }] };
  });
  return server;
});

function listening(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  return new Promise((resolve) => {
    const server = serve({ fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    servers.push(server);
  });
}

beforeAll(async () => {
  tenant = await createTenant();
  const tenantId = tenant.id;
  const config = { url: `${await listening((request) => handler.fetch(request))}/mcp`, passThrough: true };
  await withTenant(tenantId, async (tx) => {
    await tx.networkRule.createMany({ data: { id: newId(), tenantId, cidr: "127.0.0.0/8" } });
    const upstream = { id: newId(), tenantId, slug: "files", name: "Files", kind: "mcp_http", config };
    await tx.upstream.createMany({ data: upstream });
  });
  await installPolicy(ctxFor(tenantId, tenant.admin), "version: 1\nrules: []\n");
});
afterAll(async () => {
  await closeUpstreams();
  await stopSnapshots();
  await handler.close();
  for (const server of servers) {
    const closed = new Promise((done) => server.close(done));
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
  }
});

it("a stop holds back what passes through to an upstream like a call, and nothing is asked of the upstream", async () => {
  const { id: sessionId } = await openSession(
    { tenantId: tenant.id, agentId: tenant.agent.id },
    { kind: "rest", label: "reads" },
  );
  const url = new URL(`${await listening(createGateway().fetch)}/mcp/files`);
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  const headers = { authorization: `Bearer ${tenant.agent.apiKey}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  const reading = () =>
    client.readResource({ uri: "file:///plan.txt", _meta: { "io.agentgate/session": sessionId } }).then(
      ({ contents }) => contents.length,
      (error: { data?: { code?: string } }) => error.data?.code,
    );
  expect(await reading()).toBe(1);

  const admin = ctxFor(tenant.id, tenant.admin);
  for (const [scope, target] of [
    ["agent", tenant.agent.id],
    ["upstream", "files"],
    ["session", sessionId],
  ] as const) {
    const { id } = await setSwitch(admin, { scope, target, reason: "It reads too much." });
    expect(await reading(), scope).toBe("KILL_SWITCH");
    await clearSwitch(admin, { id, reason: "It is understood." });
    await expect.poll(reading).toBe(1);
  }
  const before = read;
  await setSwitch(admin, { scope: "tenant", reason: "Everything." });
  expect(await reading()).toBe("KILL_SWITCH");
  expect(read).toBe(before);
  await client.close();
});
