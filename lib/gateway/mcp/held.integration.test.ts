import { serve, type ServerType } from "@hono/node-server";
import { Client, StreamableHTTPClientTransport, type CallToolResult } from "@modelcontextprotocol/client";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld, WORLD_POLICY } from "../../../tests/gateway-world";
import { approve, deny } from "../../approvals";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { newId } from "../../platform/ids";
import { installPolicy } from "../../revisions";
import { createAgent, issueKey } from "../../tenants";
import { createGateway } from "../app";
import { stopSnapshots } from "../index";

const TASKS = "io.modelcontextprotocol/tasks";
let world: TestTenant;
let server: ServerType;
let url: URL;
const clients: Client[] = [];

beforeAll(async () => {
  world = await gatewayWorld();
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: createGateway().fetch, port: 0, hostname: "127.0.0.1" }, (it) =>
      resolve(it.port),
    );
  });
  url = new URL(`http://127.0.0.1:${port}/mcp`);
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  if ("closeAllConnections" in server) server.closeAllConnections();
  await closed;
  await stopSnapshots();
  await closeEvents();
});

async function connect(
  era: "modern" | "legacy",
  capabilities: Record<string, unknown> = {},
  key = world.agent.apiKey,
): Promise<Client> {
  const mode = era === "modern" ? { pin: "2026-07-28" } : ("legacy" as const);
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { capabilities, versionNegotiation: { mode } },
  );
  await client.connect(
    new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization: `Bearer ${key}` } } }),
  );
  clients.push(client);
  return client;
}

let serial = 0;
/** A call that policy holds, with arguments no other test uses: equal calls would attach to one request. */
const heldCall = () => ({ name: "held.echo", arguments: { text: `please ${++serial}` } });

async function pendingApproval(): Promise<string> {
  const where = { tenantId: world.id, status: "pending" };
  const find = async () => {
    const found = await withTenant(world.id, (tx) =>
      tx.approval.findFirst({ where, orderBy: { id: "desc" } }),
    );
    if (!found) throw new Error("nothing is held");
    return found.id;
  };
  // The first call of a cold process takes its time on a busy machine.
  return vi.waitFor(find, { timeout: 10_000 });
}

const person = () => ctxFor(world.id, world.reviewer);
const allow = async () => approve(person(), { approvalId: await pendingApproval() });
const refuse = async () =>
  deny(person(), { approvalId: await pendingApproval(), reason: "wrong_time", comment: "Not today." });

function meta(result: CallToolResult): Record<string, unknown> {
  return result._meta?.["io.agentgate/call"] as Record<string, unknown>;
}

/** In whose name the record has it that a request was cancelled. */
function cancelledBy(subjectId: string) {
  return withTenant(world.id, (tx) =>
    tx.auditLeaf.findFirst({
      where: { action: "approval.cancelled", subjectId },
      select: { actorKind: true, actorId: true },
    }),
  );
}

/** What was recorded of a call: one outcome means that the tool ran once. */
async function outcomes(callId: unknown): Promise<string[]> {
  const found = await withTenant(world.id, (tx) =>
    tx.outcome.findMany({ where: { tenantId: world.id, callId: String(callId) } }),
  );
  return found.map(({ status }) => status);
}

describe("a held call over MCP, decided by a person", () => {
  it("returns its result to a modern client that showed the approval page", async () => {
    const client = await connect("modern", { elicitation: { url: {} } });
    const shown = vi.fn();
    client.setRequestHandler("elicitation/create", ({ params }) => {
      shown(params.mode === "url" && params.url);
      return { action: "accept" };
    });
    const call = heldCall();
    const answer = client.callTool(call);
    await allow();
    const result = await answer;
    expect(result.isError).toBeFalsy();
    expect(JSON.stringify(result)).toContain(call.arguments.text);
    expect(shown).toHaveBeenCalledWith(expect.stringContaining("/approvals/"));
    expect(await outcomes(meta(result).callId)).toEqual(["succeeded"]);
  });

  it.each(["modern", "legacy"] as const)("returns its result to a %s client that repeats it", async (era) => {
    const client = await connect(era);
    const call = heldCall();
    const first = await client.callTool(call);
    expect(meta(first)).toMatchObject({ decision: "REQUIRE_APPROVAL", rule: "held-always" });
    const repeated = client.callTool(call);
    await allow();
    const result = await repeated;
    expect(JSON.stringify(result.content)).toContain(call.arguments.text);
    expect(meta(result).callId).toBe(meta(first).callId);
    expect(await outcomes(meta(result).callId)).toEqual(["succeeded"]);
  });

  it("is a task that completes for a client with the extension", async () => {
    const client = await connect("modern", { extensions: { [TASKS]: {} } });
    const ask = (method: string, params: Record<string, unknown>) => request(method, params);
    const created = await ask("tools/call", heldCall());
    expect(created).toMatchObject({ resultType: "task", status: "working" });
    await allow();
    const task = await vi.waitFor(async () => {
      const got = await ask("tasks/get", { taskId: created.taskId });
      expect(got.status).toBe("completed");
      return got;
    });
    expect(task.result).toMatchObject({ content: expect.any(Array) });
    expect(await outcomes(created.taskId)).toEqual(["succeeded"]);
    expect(client.getProtocolEra()).toBe("modern");
  });

  it("tells the agent that a reviewer said no, and runs nothing", async () => {
    const client = await connect("legacy");
    const call = heldCall();
    await client.callTool(call);
    const repeated = client.callTool(call);
    await refuse();
    const result = await repeated;
    expect(meta(result)).toMatchObject({ code: "APPROVAL_DENIED" });
    expect(JSON.stringify(result.content)).toContain("Not today.");
    expect(await outcomes(meta(result).callId)).toEqual([]);
  });

  it("is withdrawn by a client that declines, and a task of it reads cancelled", async () => {
    const client = await connect("modern", { elicitation: { url: {} } });
    client.setRequestHandler("elicitation/create", () => ({ action: "decline" }));
    const result = await client.callTool(heldCall());
    expect(JSON.stringify(result.content)).toContain("Withdrawn");
    const task = await request("tasks/get", { taskId: meta(result).callId });
    expect(task.status).toBe("cancelled");
    const { approvalId } = await withTenant(world.id, (tx) =>
      tx.decision.findUniqueOrThrow({ where: { id: String(meta(result).callId) } }),
    );
    expect(await cancelledBy(approvalId!)).toEqual({ actorKind: "agent", actorId: world.agent.id });
  });

  it("is withdrawn with its session, which its agent ends", async () => {
    const client = await connect("legacy");
    await client.callTool(heldCall());
    const approvalId = await pendingApproval();
    await (client.transport as StreamableHTTPClientTransport).terminateSession();
    expect(await cancelledBy(approvalId)).toEqual({ actorKind: "agent", actorId: world.agent.id });
  });
});

/** What was refused of the calls since, newest first. */
const refusals = (since: string) =>
  withTenant(world.id, (tx) =>
    tx.decision.findMany({ where: { tenantId: world.id, action: "DENY", id: { gt: since } } }),
  );

describe("an approved call that the rules no longer let run", () => {
  const publish = (words: string) =>
    installPolicy(ctxFor(world.id, world.admin), WORLD_POLICY.replace("A person looks", words));

  it("is refused to the client that waits for it, once and in its words", async () => {
    const client = await connect("modern", { elicitation: { url: {} } });
    client.setRequestHandler("elicitation/create", async () => {
      await publish("Somebody looks");
      return { action: "accept" };
    });
    const answer = client.callTool(heldCall());
    await allow();
    const result = await answer;
    const callId = String(meta(result).callId);
    expect(result.isError).toBe(true);
    expect(meta(result)).toMatchObject({ decision: "DENY", code: "GRANT_UNAVAILABLE" });
    expect(JSON.stringify(result.content)).toContain("The approval is for an earlier policy revision.");
    expect(await refusals(callId)).toHaveLength(1);
    expect(await outcomes(callId)).toEqual([]);
    const { apiKey } = world.agent;
    const rest = await fetch(new URL(`/api/v1/calls/${callId}`, url), {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(await rest.json()).toMatchObject({
      state: "approved",
      refused_decision: { action: "DENY", code: "GRANT_UNAVAILABLE" },
    });
  });

  it("is a task that is done, and stays so however often it is asked for", async () => {
    const { taskId } = await request("tools/call", heldCall());
    await allow();
    const stop = { id: newId(), tenantId: world.id, scope: "capability", target: "held.echo" };
    await withTenant(world.id, (tx) => tx.switch.create({ data: { ...stop, reason: "It misbehaves." } }));
    const task = await request("tasks/get", { taskId });
    expect(task).toMatchObject({ status: "completed", result: { isError: true } });
    expect(JSON.stringify(task.result)).toContain("KILL_SWITCH");
    await withTenant(world.id, (tx) =>
      tx.switch.update({ where: { id: stop.id }, data: { clearedAt: new Date() } }),
    );
    const { statusMessage } = task;
    expect(await request("tasks/get", { taskId })).toMatchObject({ status: "completed", statusMessage });
    expect(await refusals(String(taskId))).toHaveLength(1);
    expect(await outcomes(taskId)).toEqual([]);
  });
});

describe("another agent", () => {
  it("reaches neither a session nor a task that is not its own", async () => {
    const ctx = ctxFor(world.id, world.admin);
    const other = await createAgent(ctx, { name: "other", ownerId: null });
    const key = (await issueKey(ctx, { agentId: other.id })).text;
    const stranger = (await createTenant()).agent.apiKey;
    const client = await connect("legacy");
    const session = (client.transport as StreamableHTTPClientTransport).sessionId!;
    const created = await request("tools/call", heldCall());
    for (const foreign of [key, stranger]) {
      const response = await post(
        { jsonrpc: "2.0", id: 1, method: "tools/list" },
        { "mcp-session-id": session },
        foreign,
      );
      expect([403, 404]).toContain(response.status);
      await expect(request("tasks/get", { taskId: created.taskId }, foreign)).rejects.toThrow(/-32602/);
    }
  });
});

function post(
  message: unknown,
  headers: Record<string, string>,
  key = world.agent.apiKey,
): Promise<Response> {
  const base = {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  return fetch(url, { method: "POST", headers: { ...base, ...headers }, body: JSON.stringify(message) });
}

const Answer = z.object({
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ code: z.number() }).optional(),
});

/** One stateless request of a client with the tasks extension, which the official client has no method for. */
async function request(
  method: string,
  params: Record<string, unknown>,
  key?: string,
): Promise<Record<string, unknown>> {
  const name = String(params.name ?? params.taskId);
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": { extensions: { [TASKS]: {} } },
  };
  const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": method, "mcp-name": name };
  const response = await post({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta } }, headers, key);
  const { result, error } = Answer.parse(await response.json());
  if (!result) throw new Error(`the request failed with ${error?.code}`);
  return result;
}
