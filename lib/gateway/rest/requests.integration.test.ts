import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld } from "../../../tests/gateway-world";
import { RestClient, type Answer, type Call } from "../../../tests/rest-client";
import { approve } from "../../approvals";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { newId } from "../../platform/ids";
import { issueKey, revokeKey } from "../../tenants";
import { createGateway } from "../app";
import { stopSnapshots } from "../index";

const app = createGateway();
let world: TestTenant;
let client: RestClient;

beforeAll(async () => {
  world = await gatewayWorld();
  client = await RestClient.open(app, world);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

const call = (it?: Call) => client.call(it);
const send = (...args: Parameters<RestClient["send"]>) => client.send(...args);
const raw = (...args: Parameters<RestClient["raw"]>) => client.raw(...args);
const reviewer = () => ctxFor(world.id, world.reviewer);

/** Decisions of the world's tenant with this code, newest first. */
function decisions(code: string) {
  return withTenant(world.id, (tx) => tx.decision.findMany({ where: { code }, orderBy: { id: "desc" } }));
}

describe("an idempotency key", () => {
  it("gives a repeated request the first answer, and runs it once", async () => {
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call({ key, args: { text: key } })));
    expect(new Set(answers.map(({ body }) => body.call_id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
  });

  it("refuses another body", async () => {
    const key = newId();
    await call({ key, args: { text: "one" } });
    expect(await call({ key, args: { text: "two" } })).toMatchObject({
      status: 422,
      body: { code: "IDEMPOTENCY_MISMATCH" },
    });
  });

  it("follows a held call to its approval and its result", async () => {
    const key = newId();
    const args = { text: `key ${key}` };
    const held = await call({ tool: "held.echo", args, key });
    expect((await call({ tool: "held.echo", args, key })).body).toMatchObject({
      call_id: held.body.call_id,
      status: "held",
    });
    await approve(reviewer(), { approvalId: held.body.approval!.id });
    expect((await call({ tool: "held.echo", args, key })).body).toMatchObject({
      call_id: held.body.call_id,
      status: "succeeded",
    });
    expect((await call({ tool: "held.echo", args, key })).headers.get("idempotency-replayed")).toBe("true");
  });

  it("stays free after a request that its caller can mend", async () => {
    const key = newId();
    expect((await call({ key, args: { txt: "typo" } })).status).toBe(422);
    expect((await call({ key, args: { text: "mended" } })).status).toBe(200);
  });
});

describe("bad input", () => {
  const id = () => newId();
  const body = (more: string) =>
    `{"session_id":"${client.session}","tool_name":"open.echo","arguments":{"text":"x"}${more}}`;

  it.each<[string, number, string, string | undefined, () => Promise<Answer>]>([
    ["no JSON", 400, "MALFORMED_JSON", "", () => raw("{")],
    ["a body over 1 MiB", 413, "BODY_TOO_LARGE", undefined, () => raw(`{"x":"${"y".repeat(1_100_000)}"}`)],
    [
      "33 levels",
      400,
      "MALFORMED_JSON",
      undefined,
      () => raw(body(`,"context":{"a":${"[".repeat(33)}${"]".repeat(33)}}`)),
    ],
    ["a duplicate key", 400, "MALFORMED_JSON", "/tool_name", () => raw(body(',"tool_name":"closed.echo"'))],
    [
      "a __proto__ key",
      400,
      "MALFORMED_JSON",
      "/context/__proto__",
      () => raw(body(',"context":{"__proto__":{"admin":true}}')),
    ],
    [
      "text that isn't UTF-8",
      400,
      "MALFORMED_JSON",
      undefined,
      () => raw(new Uint8Array([0x22, 0xff, 0x22])),
    ],
    [
      "another content type",
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      undefined,
      () => raw("{}", { "content-type": "text/plain" }),
    ],
    ["an unknown field", 422, "INVALID_INPUT", "", () => raw(body(',"approve":true'))],
    [
      "a session that is no id",
      422,
      "INVALID_INPUT",
      "/session_id",
      () => raw('{"session_id":"x","tool_name":"t","arguments":{}}'),
    ],
    ["an unknown tool", 404, "UNKNOWN_CAPABILITY", undefined, () => call({ tool: "no.such" })],
    [
      "arguments that don't fit the schema",
      422,
      "INVALID_ARGUMENTS",
      "/arguments/text",
      () => call({ args: { text: 7 } }),
    ],
    [
      "a misspelled argument",
      422,
      "INVALID_ARGUMENTS",
      undefined,
      () => call({ args: { text: "x", txet: "y" } }),
    ],
    ["arguments that are no object", 422, "INVALID_ARGUMENTS", "/arguments", () => call({ args: [1] })],
    ["a session that doesn't exist", 403, "SESSION_MISMATCH", undefined, () => call({ sessionId: id() })],
    [
      "an approval that doesn't exist",
      409,
      "GRANT_UNAVAILABLE",
      undefined,
      () => call({ tool: "held.echo", approval: id() }),
    ],
    ["an unusable idempotency key", 422, "INVALID_INPUT", undefined, () => call({ key: "with space" })],
  ])("%s is refused, recorded and not executed", async (_, status, code, pointer, request) => {
    const before = await decisions(code);
    const answer = await request();
    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    if (pointer !== undefined)
      expect((answer.body.errors as { pointer: string }[])[0]?.pointer).toBe(pointer);
    const after = await decisions(code);
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({ action: "DENY", agentId: world.agent.id });
  });

  it("a chunked body is cut at 1 MiB, whatever it says of its length", async () => {
    let sent = 0;
    const chunk = new TextEncoder().encode("x".repeat(64 * 1024));
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.length;
        if (sent > 200 * 1024 * 1024) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const answer = await send("/api/v1/tools/call", {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: { "content-type": "application/json" },
    } as RequestInit);
    expect(answer).toMatchObject({ status: 413, body: { code: "BODY_TOO_LARGE" } });
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  });

  it("a session of another tenant is as good as none", async () => {
    const other = await gatewayWorld();
    const theirs = await client.openSession(other.agent.apiKey);
    expect(await call({ sessionId: theirs })).toMatchObject({
      status: 403,
      body: { code: "SESSION_MISMATCH" },
    });
  });

  it("an unknown API version is refused, and every answer names the versions there are", async () => {
    const answer = await send("/api/v1/tools", { headers: { "x-agentgate-requested-version": "99" } });
    expect(answer).toMatchObject({ status: 400, body: { code: "UNSUPPORTED_API_VERSION" } });
    expect(answer.headers.get("x-agentgate-supported-versions")).toBe("1");
    expect(answer.headers.get("x-agentgate-api-version")).toBe("1");
  });
});

describe("a key", () => {
  it("that is missing, made up or of a tenant that doesn't exist is 401 with the same words", async () => {
    const stranger = (await createTenant()).agent.apiKey;
    const wrong = [...stranger.slice(0, -8), "AAAAAAAA"].join("");
    const answers = await Promise.all(
      ["", "agk_x", wrong, "Bearer"].map((key) => send("/api/v1/tools", {}, key)),
    );
    for (const { status, body, headers } of answers) {
      expect([status, body.code]).toEqual([401, "UNAUTHENTICATED"]);
      expect(headers.get("www-authenticate")).toContain("Bearer");
    }
    expect(new Set(answers.map(({ body }) => body.detail)).size).toBe(1);
  });

  it("that was revoked is refused at the next call", async () => {
    const ctx = ctxFor(world.id, world.admin);
    const key = await issueKey(ctx, { agentId: world.agent.id });
    const sessionId = await client.openSession(key.text);
    await revokeKey(ctx, key.id);
    const body = JSON.stringify({ session_id: sessionId, tool_name: "open.echo", arguments: { text: "x" } });
    expect(await send("/api/v1/tools/call", { method: "POST", body }, key.text)).toMatchObject({
      status: 401,
    });
  });
});

describe("a session", () => {
  it("takes no more calls once it has ended", async () => {
    const mine = await client.openSession();
    expect((await call({ sessionId: mine })).status).toBe(200);
    expect((await send(`/api/v1/sessions/${mine}/end`, { method: "POST", body: "{}" })).body).toMatchObject({
      ended_at: expect.any(String),
    });
    expect(await call({ sessionId: mine })).toMatchObject({ status: 409, body: { code: "SESSION_ENDED" } });
    expect((await send(`/api/v1/sessions/${mine}/end`, { method: "POST", body: "{}" })).status).toBe(409);
  });
});
