import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startTickets, TICKETS, type HttpPeer } from "@/tests/http-peer";
import { textOf, toolCall, upstreamRef } from "@/tests/upstream-peers";
import type { JsonObject } from "../../platform/json";
import { readOpenApi } from "../openapi/read-openapi";
import type { ToolCall, UpstreamRef } from "../types";
import { callOverHttp } from "./call-over-http";
import { Link } from "./link";

let peer: HttpPeer;
let upstream: UpstreamRef;
const links = new Map<UpstreamRef, Link>();
const tools = new Map(readOpenApi(TICKETS).operations.map(({ tool }) => [tool.name, tool]));

beforeAll(async () => {
  peer = await startTickets();
  upstream = { ...upstreamRef("http", { baseUrl: peer.baseUrl }), allow: ["127.0.0.0/8"] };
});
afterAll(async () => {
  await Promise.all([...links.values()].map((link) => link.close()));
  await peer.stop();
});
beforeEach(() => {
  peer.received.length = 0;
});

function linkTo(to: UpstreamRef): Link {
  const link = links.get(to) ?? new Link(to);
  links.set(to, link);
  return link;
}

function call(tool: string, args: JsonObject, more: Partial<ToolCall> = {}, to = upstream) {
  const binding = tools.get(tool)?.binding ?? null;
  return callOverHttp(linkTo(to), toolCall(tool, args, { binding, ...more }));
}

/** The same trouble, asked of a method without an effect and of one with. */
const read = (kind: string, more: Partial<ToolCall> = {}, to = upstream) =>
  call("readTrouble", { kind }, more, to);
const make = (kind: string, more: Partial<ToolCall> = {}, to = upstream) =>
  call("makeTrouble", { kind }, more, to);

describe("a call becomes the request that the document describes", () => {
  test("with path, query, header and body, our key and the trace", async () => {
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    const made = await call(
      "createTicket",
      { "X-Request-Source": "agent", body: { title: "Printer" } },
      { idempotencyKey: "key-1", traceparent },
    );
    expect(made).toMatchObject({
      isError: false,
      result: {
        structuredContent: { title: "Printer", id: "1" },
        _meta: { "io.agentgate/http": { status: 201, contentType: "application/json; charset=utf-8" } },
      },
    });
    expect(JSON.parse(textOf(made.result))).toMatchObject({ title: "Printer" });
    expect(peer.received).toMatchObject([
      {
        method: "POST",
        url: "/api/v1/tickets",
        body: '{"title":"Printer"}',
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "idempotency-key": "key-1",
          traceparent,
          "user-agent": "agentgate",
          "x-request-source": "agent",
        },
      },
    ]);
    const args = { status: ["open", "closed"], assignee: ["a", "b"], filter: { queue: "x y" }, limit: 5 };
    const listed = await call("listTickets", args);
    expect(peer.received[1]?.url).toBe(
      "/api/v1/tickets?status=open&status=closed&assignee=a,b&filter%5Bqueue%5D=x%20y&limit=5",
    );
    // MCP's structured content is an object, so a list stands in one.
    expect(listed.result.structuredContent).toEqual({ value: [{ title: "Printer", id: "1" }] });
    expect(await call("deleteTicket", { id: "1" })).toMatchObject({ isError: false });
    expect(peer.tickets.size).toBe(0);
  });

  test("forms and texts too", async () => {
    const answer = await call("signIn", { body: { user: "a&b", roles: ["x", "y"] } });
    expect(textOf(answer.result)).toBe("Welcome, user=a%26b&roles=x&roles=y");
    const none = await call("addComment", { id: "7/8", body: "plain" });
    expect(textOf(none.result)).toBe("No content (204)");
    expect(peer.received[1]).toMatchObject({ url: "/api/v1/tickets/7%2F8/comments", body: "plain" });
  });

  test("with the credential, over everything else, and without it in what comes back of us", async () => {
    const credential = {
      headers: { authorization: "Bearer secret-1", "x-api-key": "secret-2", "user-agent": "theirs" },
      secrets: ["secret-1", "secret-2"],
      expiresAt: null,
    };
    await call("getTicket", { id: "1" }, { credential });
    expect(peer.received[0]?.headers).toMatchObject(credential.headers);
    await call("getTicket", { id: "1" });
    expect(peer.received[1]?.headers.authorization).toBeUndefined();
  });

  test("signed for AWS", async () => {
    const aws = {
      accessKeyId: "AKIA",
      secretAccessKey: "s",
      sessionToken: "t",
      service: "execute-api",
      region: "eu-central-1",
    };
    await call(
      "createTicket",
      { body: { title: "x" } },
      { credential: { aws, secrets: ["s", "t"], expiresAt: null } },
    );
    expect(peer.received[0]?.headers).toMatchObject({
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/eu-central-1\/execute-api\/aws4_request/,
      ) as string,
      "x-amz-security-token": "t",
    });
  });

  test("only where the tenant's network permits it", async () => {
    const forbidden = { ...upstream, allow: [], id: "other" };
    await expect(read("ok", {}, forbidden)).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      effect: "none",
    });
    await expect(make("ok", {}, forbidden)).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      effect: "none",
    });
    expect(peer.received).toEqual([]);
  });

  test("and none without a binding, a base address, or arguments that can be sent", async () => {
    await expect(callOverHttp(linkTo(upstream), toolCall("x"))).rejects.toMatchObject({ effect: "none" });
    await expect(read("ok", {}, { ...upstream, config: {} })).rejects.toMatchObject({ effect: "none" });
    await expect(read("..")).rejects.toMatchObject({ effect: "none", ours: true });
    expect(peer.received).toEqual([]);
  });
});

describe("every way to misbehave has its outcome", () => {
  test.each<[string, JsonObject]>([
    ["status-400", { isError: true }],
    ["status-404", { isError: true }],
    ["status-429", { isError: true }],
    ["status-500", { isError: true }],
    [
      "html",
      { isError: false, result: { content: [{ type: "text", text: "<h1>Not what was promised</h1>" }] } },
    ],
    ["scalar", { isError: false, result: { structuredContent: { value: 42 } } }],
    ["no-type", { isError: false, result: { content: [{ type: "text", text: "plain words" }] } }],
    ["invalid-json-error", { isError: true, result: { content: [{ type: "text", text: "no such luck" }] } }],
  ])("%s is an answer", async (kind, answer) => {
    expect(await read(kind)).toMatchObject(answer);
    expect(await make(kind)).toMatchObject(answer);
  });

  test.each([
    ["status-502", "UPSTREAM_FAILED"],
    ["status-503", "UPSTREAM_FAILED"],
    ["status-504", "UPSTREAM_TIMEOUT"],
    ["huge", "UPSTREAM_RESPONSE_TOO_LARGE"],
    ["bomb", "UPSTREAM_RESPONSE_TOO_LARGE"],
    ["deep", "UPSTREAM_RESPONSE_TOO_LARGE"],
    ["dies-at-once", "UPSTREAM_FAILED"],
    ["dies-mid-answer", "UPSTREAM_FAILED"],
    ["invalid-json", "UPSTREAM_FAILED"],
    ["stream", "UPSTREAM_FAILED"],
    ["redirect-loop", "UPSTREAM_FAILED"],
    ["not-http", "UPSTREAM_FAILED"],
  ])("%s is no answer, and its effect is unknown unless the method has none", async (kind, code) => {
    await expect(read(kind)).rejects.toMatchObject({ code, effect: "none" });
    await expect(make(kind)).rejects.toMatchObject({ code, effect: "unknown" });
  });

  test.each(["hang", "drip"])("%s ends when the time is over", async (kind) => {
    const late = { timeoutMs: 300 };
    await expect(read(kind, late)).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT", effect: "none" });
    await expect(make(kind, late)).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT", effect: "unknown" });
  });

  test("a caller who leaves ends the call", async () => {
    const leaving = new AbortController();
    const ended = make("hang", { signal: leaving.signal });
    await vi.waitFor(() => expect(peer.received).toHaveLength(1));
    leaving.abort();
    await expect(ended).rejects.toMatchObject({ code: "UPSTREAM_FAILED", effect: "unknown", ours: true });
  });

  test("a redirect is followed for reading only, and never to where the guard would not go", async () => {
    expect(await read("redirect")).toMatchObject({ isError: false });
    expect(peer.received.map(({ url }) => url)).toEqual(["/api/v1/trouble/redirect", "/api/v1/tickets"]);
    await expect(make("redirect")).rejects.toMatchObject({ code: "UPSTREAM_FAILED", effect: "unknown" });
    await expect(read("redirect-inside")).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      effect: "none",
    });
  });

  test("nobody there", async () => {
    const gone = { ...upstream, id: "gone", config: { baseUrl: "http://127.0.0.1:1" } };
    await expect(make("ok", {}, gone)).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      effect: "none",
    });
  });

  test("what is no text is told by type and size alone", async () => {
    const { result } = await call("getAttachment", { id: "1" });
    expect(result.content).toEqual([
      { type: "text", text: "application/octet-stream, 3 bytes, not passed on" },
    ]);
    expect(result.structuredContent).toBeUndefined();
  });

  test("the upstream's own limit counts", async () => {
    const small = { ...upstream, id: "small", limits: { maxAnswerKb: 1 } };
    await expect(call("signIn", { body: { user: "x".repeat(2_000) } }, {}, small)).rejects.toMatchObject({
      code: "UPSTREAM_RESPONSE_TOO_LARGE",
    });
  });
});
