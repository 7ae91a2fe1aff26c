import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { approve } from "../lib/approvals";
import { ctxFor, type TestTenant } from "../tests/factories";
import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { expect, test } from "./support/fixtures";
import { RestAgent } from "./support/rest-agent";
import type { Stack } from "./support/stack";

/**
 * The gateway stands twice: in its own process, and inside the console. What an agent is promised holds at both,
 * over real sockets.
 */
const MOUNTS: [string, (stack: Stack) => string][] = [
  ["dedicated", (stack) => stack.gatewayUrl],
  ["embedded in the console", (stack) => stack.consoleUrl],
];

async function mcpClient(base: string, { agent }: TestTenant, mode: "auto" | "legacy"): Promise<Client> {
  const client = new Client({ name: "contract", version: "1" }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${agent.apiKey}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL("/mcp", base), { requestInit: { headers } }),
  );
  return client;
}

for (const [name, urlOf] of MOUNTS) {
  test.describe(`the gateway ${name}`, () => {
    test("allows, denies and holds over REST, and says so in the same words", async ({ stack, tenant }) => {
      const agent = new RestAgent(urlOf(stack), tenant.agent.apiKey);
      expect(await agent.call(ECHO, { message: MESSAGES.allowed })).toMatchObject({
        status: 200,
        body: { status: "succeeded", decision: { action: "ALLOW" } },
      });
      expect(await agent.call(ECHO, { message: MESSAGES.denied })).toMatchObject({
        status: 403,
        body: { code: "POLICY_DENIED", decision: "DENY", status: 403 },
      });
      const held = await agent.hold(ECHO, { message: MESSAGES.held });
      const waiting = agent.get(`/api/v1/approvals/${held.id}?wait=30`);
      await approve(ctxFor(tenant.id, tenant.reviewer), { approvalId: held.id });
      expect((await waiting).body).toMatchObject({ status: "approved", call_id: held.callId });
      expect(await agent.call(ECHO, { message: MESSAGES.held }, { approval: held.id })).toMatchObject({
        status: 200,
        body: { call_id: held.callId, decision: { code: "APPROVED" } },
      });
      expect((await agent.get(`/api/v1/calls/${held.callId}`)).body).toMatchObject({ state: "succeeded" });
    });

    test("refuses what is wrong with a typed problem, and names every answer", async ({ stack, tenant }) => {
      const base = urlOf(stack);
      const authorization = `Bearer ${tenant.agent.apiKey}`;
      const json = { "content-type": "application/json" };
      const send = (path: string, init: RequestInit = {}) => fetch(new URL(path, base), init);
      const post = (body: string, headers: Record<string, string> = {}) =>
        send("/api/v1/tools/call", { method: "POST", body, headers: { authorization, ...json, ...headers } });
      const cases: [Promise<Response>, number, string][] = [
        [send("/api/v1/tools"), 401, "UNAUTHENTICATED"],
        [send("/api/v1/nothing", { headers: { authorization } }), 404, "NOT_FOUND"],
        [
          send("/api/v1/tools", { headers: { authorization, "x-agentgate-requested-version": "9" } }),
          400,
          "UNSUPPORTED_API_VERSION",
        ],
        [post("{"), 400, "MALFORMED_JSON"],
        [post('{"a":1,"a":2}'), 400, "MALFORMED_JSON"],
        [post('{"__proto__":{}}'), 400, "MALFORMED_JSON"],
        [post("[".repeat(40) + "]".repeat(40)), 400, "MALFORMED_JSON"],
        [post("{}", { "content-type": "text/plain" }), 415, "UNSUPPORTED_MEDIA_TYPE"],
        [post(JSON.stringify({ x: "y".repeat(1_100_000) })), 413, "BODY_TOO_LARGE"],
        [post('{"tool_name":"x"}'), 422, "INVALID_INPUT"],
      ];
      for (const [pending, status, code] of cases) {
        const answer = await pending;
        const body = (await answer.json()) as { code: string; type: string; request_id: string };
        expect([answer.status, body.code]).toEqual([status, code]);
        expect(answer.headers.get("content-type")).toContain("application/problem+json");
        expect(answer.headers.get("x-agentgate-api-version")).toBe("1");
        expect(answer.headers.get("x-request-id")).toBe(body.request_id);
      }
    });

    for (const mode of ["auto", "legacy"] as const) {
      test(`serves an MCP client (${mode})`, async ({ stack, tenant }) => {
        const client = await mcpClient(urlOf(stack), tenant, mode);
        const { tools } = await client.listTools();
        expect(tools.map((tool) => tool.name)).toContain(ECHO);
        const allowed = await client.callTool({ name: ECHO, arguments: { message: MESSAGES.allowed } });
        expect(JSON.stringify(allowed.content)).toContain(MESSAGES.allowed);
        const denied = await client.callTool({ name: ECHO, arguments: { message: MESSAGES.denied } });
        expect(denied.isError).toBe(true);
        const held = await client.callTool({ name: ECHO, arguments: { message: MESSAGES.held } });
        expect(JSON.stringify(held.content)).toContain("/approvals/");
        await client.close();
      });
    }
  });
}
