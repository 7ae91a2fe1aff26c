import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { McpEndpoint } from "./testing/endpoint";

let endpoint: McpEndpoint;
beforeEach(async () => {
  endpoint = await McpEndpoint.start();
});
afterEach(() => endpoint.stop());

const call = (args: string) =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"io.test.echo","arguments":${args}}}`;

describe("a message that is not acceptable", () => {
  it.each([
    ["is not JSON", "{", "MALFORMED_JSON", ""],
    ["is a batch", "[]", "MALFORMED_JSON", ""],
    ["has a key twice", call('{"a":1,"a":2}'), "MALFORMED_JSON", "/params/arguments/a"],
    ["has a __proto__ key", call('{"__proto__":{}}'), "MALFORMED_JSON", "/params/arguments/__proto__"],
    [
      "nests too deep",
      call("[".repeat(40) + "]".repeat(40)),
      "MALFORMED_JSON",
      expect.stringMatching(/^\/params\/arguments\/0/),
    ],
  ])("because it %s is refused with a pointer, recorded, and not run", async (_, body, code, pointer) => {
    const { status, json } = await endpoint.post(body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ id: null, error: { code: -32700, data: { code, faults: [{ pointer }] } } });
    expect(endpoint.gateway.refusals).toEqual([code]);
    expect(endpoint.gateway.requests).toEqual([]);
  });

  it("because its bytes are no UTF-8 is refused, and not read as something else", async () => {
    const body = Buffer.from(call('{"text":"\u00ff"}'), "latin1");
    const { status, json } = await endpoint.post(body);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: -32700, data: { code: "MALFORMED_JSON" } });
    expect(endpoint.gateway.requests).toEqual([]);
  });

  it("because it is over 1 MiB is refused", async () => {
    const { status, json } = await endpoint.post(call(JSON.stringify("x".repeat(1024 * 1024))));
    expect(status).toBe(413);
    expect(json.error?.data).toMatchObject({ code: "BODY_TOO_LARGE" });
  });

  it("because it is not sent as JSON is refused", async () => {
    expect((await endpoint.post(call("{}"), { "content-type": "text/plain" })).status).toBe(415);
  });

  it.each([
    {},
    { name: 7 },
    { name: "io.test.echo", arguments: [] },
    { name: "io.test.echo", arguments: "x" },
  ])("because its parameters are %j is refused with a pointer", async (params) => {
    const { json } = await endpoint.modern("tools/call", params);
    expect(json.error).toMatchObject({
      code: -32602,
      data: { code: "INVALID_INPUT", faults: [{ pointer: expect.stringMatching(/^\/params\//) }] },
    });
    expect(endpoint.gateway.refusals).toEqual(["INVALID_INPUT"]);
  });
});

describe("a request", () => {
  it("with no key or an unknown one is asked to authenticate, as a problem document", async () => {
    for (const authorization of [undefined, "Bearer nonsense"]) {
      const { status, headers, json } = await endpoint.post(call("{}"), { authorization });
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect(headers.get("content-type")).toBe("application/problem+json");
      expect(json).toMatchObject({ code: "UNAUTHENTICATED" });
    }
  });

  it("for an upstream that does not exist is a 404", async () => {
    const client = endpoint.connect("modern", { path: "/mcp/io.none" });
    await expect(client).rejects.toThrow();
  });

  it.each([
    ["from a page of another site", { origin: "https://evil.example" }, 403],
    ["from a page without an origin", { origin: "null" }, 403],
    ["from a page that may call", { origin: "https://console.example" }, 200],
    ["from a page of its own host", { origin: "http://127.0.0.1:9" }, 200],
    ["to a name that was rebound to us", { host: "evil.example" }, 403],
    ["to a rebound name from its own page", { host: "evil.example", origin: "http://evil.example" }, 403],
  ])("%s is answered as its origin deserves", async (_, headers, expected) => {
    expect(await statusOf(headers)).toBe(expected);
  });

  it.each(["GET", "DELETE", "PUT", "PATCH"])("%s without a session is not allowed", async (method) => {
    const response = await fetch(`${endpoint.origin}/mcp`, {
      method,
      headers: { authorization: "Bearer key-alpha" },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });
});

/** Plain node:http, because fetch does not let a test choose its Host. */
function statusOf(headers: Record<string, string>): Promise<number | undefined> {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
  });
  const base = {
    authorization: "Bearer key-alpha",
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      `${endpoint.origin}/mcp`,
      { method: "POST", headers: { ...base, ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
