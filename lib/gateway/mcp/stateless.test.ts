import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MODERN, McpEndpoint, OPTIONS } from "./testing/endpoint";
import { requestStates, type HeldCall } from "./request-state";

let endpoint: McpEndpoint;
beforeEach(async () => {
  endpoint = await McpEndpoint.start();
});
afterEach(() => endpoint.stop());

const echo = { name: "io.test.echo", arguments: { text: "hi" } };
const guarded = { name: "io.test.guarded", arguments: { text: "hi" } };
const elicitsUrl = { elicitation: { url: {} } };
const tasks = { extensions: { "io.modelcontextprotocol/tasks": {} } };

describe("a stateless request", () => {
  it("is served when headers and body agree, with resultType and private, short-lived lists", async () => {
    const call = await endpoint.modern("tools/call", echo);
    expect(call).toMatchObject({ status: 200, json: { id: 5, result: { resultType: "complete" } } });
    const list = await endpoint.modern("tools/list");
    expect(list.json.result).toMatchObject({ cacheScope: "private", ttlMs: 1000, resultType: "complete" });
    expect(call.headers.get("mcp-session-id")).toBeNull();
  });

  it.each([
    ["the version header is missing", { "mcp-protocol-version": undefined }],
    ["the version header names another revision", { "mcp-protocol-version": "2025-11-25" }],
    ["the method header is missing", { "mcp-method": undefined }],
    ["the method header names another method", { "mcp-method": "tools/list" }],
    ["the name header is missing", { "mcp-name": undefined }],
    ["the name header names another tool", { "mcp-name": "io.test.forbidden" }],
    ["the name header is damaged Base64", { "mcp-name": "=?base64?*?=" }],
    ["the name header is another tool in Base64", { "mcp-name": `=?base64?${btoa("io.test.forbidden")}?=` }],
  ])("is refused with -32020 when %s", async (_, headers) => {
    const { status, json } = await endpoint.modern("tools/call", echo, headers);
    expect({ status, code: json.error?.code, id: json.id }).toEqual({ status: 400, code: -32020, id: 5 });
    expect(endpoint.gateway.requests).toEqual([]);
  });

  it("may spell its name header in Base64", async () => {
    const encoded = `=?base64?${btoa("io.test.echo")}?=`;
    expect((await endpoint.modern("tools/call", echo, { "mcp-name": encoded })).status).toBe(200);
  });

  it("of a revision we do not speak is told which we do", async () => {
    const meta = { "io.modelcontextprotocol/protocolVersion": "2099-01-01" };
    const { status, json } = await endpoint.modern(
      "tools/list",
      { _meta: meta },
      { "mcp-protocol-version": "2099-01-01" },
    );
    expect(status).toBe(400);
    expect(json.error).toMatchObject({
      code: -32022,
      data: { supported: [MODERN], requested: "2099-01-01" },
    });
  });

  it.each(["no/such", "initialize", "ping", "logging/setLevel", "prompts/list", "tasks/list", "constructor"])(
    "for the method %s, which does not exist here, is a 404 with -32601",
    async (method) => {
      const { status, json } = await endpoint.modern(method);
      expect({ status, code: json.error?.code, id: json.id }).toEqual({ status: 404, code: -32601, id: 5 });
    },
  );

  it("without its envelope is refused with -32602", async () => {
    const message = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
    const { status, json } = await endpoint.post(message, {
      "mcp-protocol-version": MODERN,
      "mcp-method": "tools/list",
    });
    expect({ status, code: json.error?.code }).toEqual({ status: 400, code: -32602 });
  });

  it("carries its trace context, context and approval to the gateway", async () => {
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    const approval = "0199aa00-0000-7000-8000-000000000000";
    const _meta = {
      traceparent,
      "io.agentgate/context": { ticket: "T-1" },
      "io.agentgate/approval": approval,
    };
    await endpoint.modern(
      "tools/call",
      { ...echo, _meta },
      { traceparent: `00-${"c".repeat(32)}-${"d".repeat(16)}-01` },
    );
    expect(endpoint.gateway.requests[0]).toMatchObject({
      traceparent,
      context: { ticket: "T-1" },
      approvalId: approval,
      door: "mcp",
    });
    await endpoint.modern("tools/call", { ...echo, _meta: { traceparent: "nonsense" } });
    expect(endpoint.gateway.requests[1]).not.toHaveProperty("traceparent");
  });
});

describe("a requestState", () => {
  const ask = () => endpoint.modern("tools/call", guarded, {}, elicitsUrl);
  const retry = (requestState: unknown, more: Record<string, unknown> = {}, headers = {}) =>
    endpoint.modern(
      "tools/call",
      { ...guarded, requestState, inputResponses: { approval: { action: "accept" } }, ...more },
      headers,
      elicitsUrl,
    );
  const invalid = { error: { code: -32602, data: { reason: "invalid_request_state" } } };

  it("continues its call, whose decision is read from the database", async () => {
    const { result } = (await ask()).json;
    expect(result).toMatchObject({
      resultType: "input_required",
      inputRequests: {
        approval: {
          method: "elicitation/create",
          params: { mode: "url", url: expect.stringContaining("/approvals/") },
        },
      },
    });
    const pending = await retry(result?.requestState);
    expect(pending.json.result).toMatchObject({ resultType: "input_required" });
    expect(pending.json.result).not.toHaveProperty("inputRequests");
    endpoint.gateway.decide("approved");
    expect((await retry(result?.requestState)).json.result).toMatchObject({
      resultType: "complete",
      extra: "kept",
    });
  });

  it("that is replayed meets the recorded answer and runs nothing", async () => {
    const { result } = (await ask()).json;
    endpoint.gateway.decide("approved");
    await retry(result?.requestState);
    const again = await retry(result?.requestState);
    expect(again.json.result).toMatchObject({ _meta: { "io.agentgate/call": { replayed: true } } });
    expect(endpoint.gateway.executions).toEqual(["io.test.guarded"]);
  });

  it("that was altered, cut or invented is refused", async () => {
    const state = (await ask()).json.result?.requestState as string;
    const flipped = state.slice(0, 30) + (state[30] === "A" ? "B" : "A") + state.slice(31);
    for (const bad of [flipped, state.slice(0, -1), "agentgate.", "agentgate.v1.e30.e30"])
      expect((await retry(bad)).json).toMatchObject(invalid);
    expect(endpoint.gateway.executions).toEqual([]);
  });

  it("of another agent, for other arguments or another tool is refused", async () => {
    const state = (await ask()).json.result?.requestState;
    expect((await retry(state, {}, { authorization: "Bearer key-beta" })).json).toMatchObject(invalid);
    expect((await retry(state, { arguments: { text: "other" } })).json).toMatchObject(invalid);
    const tool = { name: "io.test.echo" };
    expect((await retry(state, tool, { "mcp-name": tool.name })).json).toMatchObject(invalid);
  });

  it("that has expired or was sealed with another secret is refused", async () => {
    const held: HeldCall = { tenantId: "t", agentId: "a", callId: "c", callHash: "h", expiresAt: 1_000 };
    const states = requestStates(OPTIONS.secret, () => 999_000);
    const sealed = await states.seal(held);
    expect(await states.unseal(sealed)).toEqual(held);
    expect(await states.unseal(`${sealed}=`), "another spelling of the same bytes").toBeNull();
    expect(await requestStates(OPTIONS.secret, () => 1_000_000).unseal(sealed)).toBeNull();
    expect(await requestStates("x".repeat(32), () => 0).unseal(sealed)).toBeNull();
  });
});

describe("a client with the tasks extension", () => {
  const create = (capabilities: unknown = tasks) => endpoint.modern("tools/call", guarded, {}, capabilities);
  const task = (method: string, taskId: unknown, more: Record<string, unknown> = {}) =>
    endpoint.modern(`tasks/${method}`, { taskId, ...more }, {}, tasks);

  it("gets a task whose status follows the database until its result is there", async () => {
    const { result } = (await create()).json;
    expect(result).toMatchObject({
      resultType: "task",
      status: "working",
      ttlMs: null,
      pollIntervalMs: expect.any(Number),
    });
    expect((await task("get", result?.taskId)).json.result).toMatchObject({
      status: "working",
      statusMessage: expect.stringContaining("/approvals/"),
    });
    endpoint.gateway.decide("approved");
    expect((await task("get", result?.taskId)).json.result).toMatchObject({
      resultType: "complete",
      status: "completed",
      result: { extra: "kept" },
    });
  });

  it("that can show an address is asked to, and answering decides nothing", async () => {
    const { result } = (await create({ ...tasks, ...elicitsUrl })).json;
    expect(result).toMatchObject({ status: "input_required" });
    expect(result).not.toHaveProperty("inputRequests");
    const both = { ...tasks, ...elicitsUrl };
    const got = await endpoint.modern("tasks/get", { taskId: result?.taskId }, {}, both);
    expect(got.json.result).toMatchObject({
      status: "input_required",
      inputRequests: { approval: { params: { mode: "url" } } },
    });
    const update = await task("update", result?.taskId, {
      inputResponses: { approval: { action: "accept" } },
    });
    expect(update.json.result).toMatchObject({ resultType: "complete" });
    expect(endpoint.gateway.executions).toEqual([]);
  });

  it("reads a denial as a completed task with an error result", async () => {
    const { result } = (await create()).json;
    endpoint.gateway.decide("denied");
    const got = await task("get", result?.taskId);
    expect(got.json.result).toMatchObject({
      status: "completed",
      result: { isError: true, _meta: { "io.agentgate/call": { code: "APPROVAL_DENIED" } } },
    });
  });

  it("cancels a task, more than once if it likes", async () => {
    const { result } = (await create()).json;
    for (let time = 0; time < 2; time++)
      expect((await task("cancel", result?.taskId)).json.result).toMatchObject({ resultType: "complete" });
    expect((await task("get", result?.taskId)).json.result).toMatchObject({ status: "cancelled" });
  });

  it("sees neither another agent's task nor an invented one", async () => {
    const { result } = (await create()).json;
    const foreign = await endpoint.modern(
      "tasks/get",
      { taskId: result?.taskId },
      { authorization: "Bearer key-beta" },
      tasks,
    );
    expect(foreign.json.error).toMatchObject({ code: -32602 });
    expect((await task("get", "nonsense")).json.error).toMatchObject({ code: -32602 });
  });

  it("needs to declare it with every request", async () => {
    const { result } = (await create()).json;
    const bare = await endpoint.modern("tasks/get", { taskId: result?.taskId });
    expect(bare).toMatchObject({ status: 400, json: { error: { code: -32021 } } });
    expect((await create({})).json.result).toMatchObject({ resultType: "complete", isError: true });
  });
});

describe("an open subscription", () => {
  it("hears of changed tools and is forgotten when its reader goes", async () => {
    const client = await endpoint.connect("modern");
    const heard = vi.fn();
    client.setNotificationHandler("notifications/tools/list_changed", heard);
    const subscription = await client.listen({ toolsListChanged: true });
    endpoint.gateway.toolsChanged();
    await vi.waitFor(() => expect(heard).toHaveBeenCalled());
    await subscription.close();
    await vi.waitFor(() => expect(endpoint.gateway.watchers).toBe(0));
  });
});
