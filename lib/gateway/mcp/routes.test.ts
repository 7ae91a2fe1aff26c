import {
  UrlElicitationRequiredError,
  type ElicitRequest,
  type StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LEGACY, McpEndpoint, metaOf, textOf } from "./testing/endpoint";

let endpoint: McpEndpoint;
let gateway: McpEndpoint["gateway"];
const connect: McpEndpoint["connect"] = (...args) => endpoint.connect(...args);

beforeEach(async () => {
  endpoint = await McpEndpoint.start();
  gateway = endpoint.gateway;
});
afterEach(() => endpoint.stop());

const guarded = { name: "io.test.guarded", arguments: { text: "hi" } };
const elicitsUrl = { elicitation: { url: {} } };

describe.each(["modern", "legacy"] as const)("a %s client", (era) => {
  it("lists capabilities at /mcp and the upstream's own names at /mcp/{upstream}", async () => {
    const all = await (await connect(era)).listTools();
    const one = await (await connect(era, { path: "/mcp/io.test" })).listTools();
    expect(all.tools.map(({ name }) => name)).toContain("io.test.echo");
    expect(one.tools.map(({ name }) => name)).toContain("echo");
  });

  it("gets the upstream's result untouched, with the decision beside it in _meta", async () => {
    const client = await connect(era);
    const result = await client.callTool({ name: "io.test.echo", arguments: { text: "hi" } });
    expect(result).toMatchObject({ structuredContent: { said: { text: "hi" } }, extra: "kept" });
    expect(result._meta).toMatchObject({ "upstream.example/kept": true });
    expect(metaOf(result)).toMatchObject({ decision: "ALLOW", rule: "rule-1", status: "succeeded" });
  });

  it("reads in a refusal the decision, the rule, the reason and what to do", async () => {
    const result = await (await connect(era)).callTool({ name: "io.test.forbidden", arguments: {} });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/Decision: DENY \(POLICY_DENIED\)\nRule: rule-1[\s\S]*What to do:/);
    expect(metaOf(result)).toMatchObject({
      decision: "DENY",
      code: "POLICY_DENIED",
      rule: "rule-1",
      reason: "Rule 1 says so.",
    });
    expect(result.structuredContent).toBeUndefined();
  });

  it("gets a protocol error for an unknown tool, with the call's record", async () => {
    const client = await connect(era);
    await expect(client.callTool({ name: "io.test.nothing", arguments: {} })).rejects.toMatchObject({
      code: -32602,
    });
  });

  it("hears progress when it asked for it", async () => {
    const seen: number[] = [];
    const client = await connect(era);
    await client.callTool(
      { name: "io.test.echo", arguments: {} },
      { onprogress: ({ progress }) => void seen.push(progress) },
    );
    expect(seen).toEqual([1]);
  });

  it("reaches prompts only where the upstream passes them on, and resource errors as they were", async () => {
    const client = await connect(era, { path: "/mcp/io.test" });
    expect((await client.listPrompts()).prompts).toEqual([{ name: "greet" }]);
    await expect(client.readResource({ uri: "test://none" })).rejects.toMatchObject({
      message: expect.stringContaining("Resource not found"),
    });
    const closed = await connect(era, { path: "/mcp/io.closed" });
    await expect(closed.request({ method: "prompts/list" })).rejects.toThrow();
    expect(gateway.passed.map(({ method }) => method)).toEqual(["prompts/list", "resources/read"]);
  });

  it("takes its call back by going away", async () => {
    const client = await connect(era);
    const leaving = new AbortController();
    const call = client.callTool({ name: "io.test.slow", arguments: {} }, { signal: leaving.signal });
    await vi.waitFor(() => expect(gateway.requests).toHaveLength(1));
    leaving.abort();
    await expect(call).rejects.toThrow();
    await vi.waitFor(() => expect(gateway.aborted).toEqual(["io.test.slow"]));
  });

  it("that can only read results is told where to ask, attaches by repeating and gets the result", async () => {
    const client = await connect(era);
    const first = await client.callTool(guarded);
    expect(first.isError).toBe(true);
    expect(textOf(first)).toMatch(
      /Held for approval[\s\S]*http:\/\/localhost:3000\/approvals\/[\s\S]*Repeat the same call/,
    );
    const progress: number[] = [];
    const repeated = client.callTool(guarded, { onprogress: (it) => void progress.push(it.progress) });
    await vi.waitFor(() => expect(gateway.waiting).toBe(1));
    gateway.decide("approved");
    const result = await repeated;
    expect(result.isError).toBeUndefined();
    expect(metaOf(result).callId).toBe(metaOf(first).callId);
    expect(gateway.executions).toEqual(["io.test.guarded"]);
    // It was told at once that it is waiting, so that it does not give up.
    expect(progress.length).toBeGreaterThan(0);
  });

  it("hears that a reviewer denied the call it repeats", async () => {
    const client = await connect(era);
    await client.callTool(guarded);
    const repeated = client.callTool(guarded);
    await vi.waitFor(() => expect(gateway.waiting).toBe(1));
    gateway.decide("denied");
    expect(metaOf(await repeated)).toMatchObject({ code: "APPROVAL_DENIED" });
    expect(gateway.executions).toEqual([]);
  });
});

describe("a modern client that can show an address", () => {
  it("shows the approval page once, comes back until a person decided, and gets the result", async () => {
    const shown: string[] = [];
    const client = await connect("modern", { capabilities: elicitsUrl });
    client.setRequestHandler("elicitation/create", (request: ElicitRequest) => {
      if (request.params.mode === "url") shown.push(request.params.url);
      return { action: "accept" };
    });
    const call = client.callTool(guarded);
    // A whole hold passes undecided first.
    await vi.waitFor(() => expect(gateway.waiting).toBe(1));
    await vi.waitFor(() => expect(gateway.waiting).toBe(0));
    await vi.waitFor(() => expect(gateway.waiting).toBe(1));
    gateway.decide("approved");
    const result = await call;
    expect(metaOf(result)).toMatchObject({ decision: "ALLOW" });
    expect(shown).toHaveLength(1);
    expect(gateway.executions).toEqual(["io.test.guarded"]);
  });

  it("withdraws the call by declining, and accepting proves nothing", async () => {
    const client = await connect("modern", { capabilities: elicitsUrl, rounds: 1 });
    let action: "accept" | "decline" = "accept";
    client.setRequestHandler("elicitation/create", () => ({ action }));
    await expect(client.callTool(guarded)).rejects.toThrow(/rounds/);
    expect(gateway.executions).toEqual([]);
    action = "decline";
    const result = await client.callTool(guarded);
    expect(textOf(result)).toMatch(/Withdrawn/);
    expect([...gateway.calls.values()].map(({ status }) => status)).toEqual(["cancelled"]);
  });
});

describe("a legacy client that can show an address", () => {
  it("gets the URL elicitation error and attaches by repeating the call", async () => {
    const client = await connect("legacy", { capabilities: elicitsUrl });
    const error = await client.callTool(guarded).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(UrlElicitationRequiredError);
    expect((error as UrlElicitationRequiredError).elicitations[0]).toMatchObject({
      mode: "url",
      url: expect.stringContaining("/approvals/"),
    });
    const repeated = client.callTool(guarded);
    await vi.waitFor(() => expect(gateway.waiting).toBe(1));
    gateway.decide("approved");
    expect(metaOf(await repeated)).toMatchObject({ decision: "ALLOW" });
  });
});

describe("sessions", () => {
  it("are opened by initialize with what the client said of itself, and ended by DELETE", async () => {
    const client = await connect("legacy", { capabilities: elicitsUrl });
    const id = [...gateway.sessions.keys()][0]!;
    expect(gateway.sessions.get(id)).toMatchObject({
      kind: "mcp",
      protocolVersion: LEGACY,
      clientInfo: { name: "test", capabilities: elicitsUrl },
    });
    await (client.transport as StreamableHTTPClientTransport).terminateSession();
    expect(gateway.sessions.get(id)?.ended).toBe(true);
    const after = await endpoint.post(
      { jsonrpc: "2.0", id: 9, method: "tools/list" },
      { "mcp-session-id": id },
    );
    expect(after.status).toBe(404);
  });

  it("of another agent are refused", async () => {
    await connect("legacy");
    const [id] = gateway.sessions.keys();
    const response = await endpoint.post(
      { jsonrpc: "2.0", id: 7, method: "tools/list" },
      { authorization: "Bearer key-beta", "mcp-session-id": id! },
    );
    expect(response.status).toBe(403);
    expect(response.json).toMatchObject({ id: 7, error: { data: { code: "SESSION_MISMATCH" } } });
  });

  it("make a repeated request id the same call", async () => {
    await connect("legacy");
    const [id] = gateway.sessions.keys();
    const message = {
      jsonrpc: "2.0",
      id: 42,
      method: "tools/call",
      params: { name: "io.test.echo", arguments: {} },
    };
    for (let time = 0; time < 2; time++)
      expect((await endpoint.post(message, { "mcp-session-id": id! })).status).toBe(200);
    expect(gateway.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      `mcp:${id}:42`,
      `mcp:${id}:42`,
    ]);
    await vi.waitFor(() => expect(gateway.executions).toHaveLength(1));
  });

  it("are implicit for a stateless client, which may name one", async () => {
    const client = await connect("modern");
    await client.callTool({
      name: "io.test.echo",
      arguments: {},
      _meta: { "io.agentgate/session": "job-7" },
    });
    expect([...gateway.sessions.values()]).toMatchObject([{ kind: "implicit", ref: "job-7" }]);
    expect(gateway.requests[0]?.sessionId).toBe([...gateway.sessions.keys()][0]);
  });

  it("have a stream that tells of changed tools and ends with the reader", async () => {
    const changed = vi.fn();
    const client = await connect("legacy");
    client.setNotificationHandler("notifications/tools/list_changed", changed);
    await vi.waitFor(() => expect(gateway.watchers).toBe(1));
    gateway.toolsChanged();
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1));
    await client.close();
    await vi.waitFor(() => expect(gateway.watchers).toBe(0));
  });

  it("are needed by every legacy request but initialize", async () => {
    const response = await endpoint.post({ jsonrpc: "2.0", id: 3, method: "tools/list" });
    expect(response.status).toBe(400);
    expect(response.json).toMatchObject({ id: 3, error: { code: -32600 } });
  });
});
