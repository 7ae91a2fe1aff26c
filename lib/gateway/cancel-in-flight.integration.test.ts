import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/factories";
import { startTickets, type HttpPeer } from "../../tests/http-peer";
import { startMcpPeer, type McpPeer } from "../../tests/mcp-peer";
import { RestClient } from "../../tests/rest-client";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { hashOf } from "../platform/json";
import { installPolicy } from "../revisions";
import { clearSwitch, listSwitches, setSwitch } from "../switches";
import { closeUpstreams } from "../upstreams";
import { createGateway, stopSnapshots } from "./index";

const POLICY = `version: 1\nrules:\n  - { id: all, principals: ["agent:*"], capabilities: ["*"], action: ALLOW }\n`;
const NOTHING = { type: "object", properties: {}, additionalProperties: false };
const HANGS = {
  method: "GET",
  path: "/trouble/hang",
  parameters: [],
  body: null,
  accept: "application/json",
};

let tenant: TestTenant;
let api: HttpPeer;
let mcp: McpPeer;
const app = createGateway();

beforeAll(async () => {
  api = await startTickets();
  mcp = await startMcpPeer();
  mcp.addTool("wait");
  tenant = await createTenant();
  await withTenant(tenant.id, (tx) =>
    tx.networkRule.createMany({ data: { id: newId(), tenantId: tenant.id, cidr: "127.0.0.0/8" } }),
  );
  await add({ slug: "api", kind: "http", config: { baseUrl: api.baseUrl } }, "hang", HANGS);
  await add({ slug: "files", kind: "mcp_http", config: { url: mcp.url } }, "wait", null);
  await installPolicy(ctxFor(tenant.id, tenant.admin), POLICY);
});
afterAll(async () => {
  await closeUpstreams();
  await stopSnapshots();
  await mcp.stop();
  await api.stop();
});
beforeEach(async () => {
  const { rows } = await listSwitches(ctx(), { state: "in_force" });
  for (const { id } of rows) await clearSwitch(ctx(), { id, reason: "The next test begins." });
});

const ctx = () => ctxFor(tenant.id, tenant.admin);

async function add(
  upstream: { slug: string; kind: string; config: object },
  tool: string,
  binding: object | null,
) {
  const upstreamId = newId();
  const facts = {
    operation: "READ",
    reversible: true,
    riskLevel: "LOW",
    inputSchema: NOTHING,
    timeoutMs: 60_000,
  };
  await withTenant(tenant.id, async (tx) => {
    await tx.upstream.createMany({
      data: { id: upstreamId, tenantId: tenant.id, name: upstream.slug, ...upstream },
    });
    await tx.capability.createMany({
      data: {
        ...{ id: newId(), tenantId: tenant.id, upstreamId, name: `${upstream.slug}.${tool}`, toolName: tool },
        ...{ definitionHash: hashOf({ tool }), ...facts, ...(binding && { binding }) },
      },
    });
  });
}

/** A call that has reached its tool and waits there. */
async function inFlight(name: "api.hang" | "files.wait") {
  const client = await RestClient.open(app, tenant);
  const [asked, begun] = [api.received.length, mcp.waiting.begun];
  let settled = false;
  const answer = client.call({ tool: name, args: {} }).finally(() => {
    settled = true;
  });
  await vi.waitFor(() => expect(api.received.length + mcp.waiting.begun).toBe(asked + begun + 1), 30_000);
  return { session: client.session, answer, isOver: () => settled };
}

const stop = (target: string, inFlightThen: "finish" | "cancel") =>
  setSwitch(ctx(), { scope: "session", target, inFlight: inFlightThen, reason: "It does harm." });

describe("a stop that cancels what is in flight", () => {
  it("cuts an HTTP call off, whose effect is then not known, and which is not tried again", async () => {
    const { session, answer } = await inFlight("api.hang");
    const asked = api.received.length;
    await stop(session, "cancel");
    const { status, body } = await answer;
    expect([status, body.code, body.outcome]).toEqual([403, "KILL_SWITCH", "in_doubt"]);
    await vi.waitFor(async () => expect(await api.connections()).toBe(0), 30_000);
    expect(api.received.length).toBe(asked);
  });

  it("tells an MCP server that the call is cancelled", async () => {
    const { session, answer } = await inFlight("files.wait");
    const cancelled = mcp.waiting.cancelled;
    await stop(session, "cancel");
    expect((await answer).body).toMatchObject({ code: "KILL_SWITCH", outcome: "in_doubt" });
    await vi.waitFor(() => expect(mcp.waiting.cancelled).toBe(cancelled + 1), 30_000);
  });

  it("leaves calls of other sessions alone", async () => {
    const [one, other] = [await inFlight("files.wait"), await inFlight("files.wait")];
    await stop(one.session, "cancel");
    await one.answer;
    expect(other.isOver()).toBe(false);
    await stop(other.session, "cancel");
    await other.answer;
  });
});

it("a stop that lets calls finish cuts off none", async () => {
  const { session, answer, isOver } = await inFlight("files.wait");
  const cancelled = mcp.waiting.cancelled;
  const { complete } = await stop(session, "finish");
  expect([complete, isOver(), mcp.waiting.cancelled]).toEqual([true, false, cancelled]);
  await stop(session, "cancel");
  await answer;
});
