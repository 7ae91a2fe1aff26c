import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld } from "../../../tests/gateway-world";
import { approve, deny } from "../../approvals";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { newId } from "../../platform/ids";
import { issueKey, revokeKey } from "../../tenants";
import { createGateway } from "../app";
import { stopSnapshots } from "../index";

type Body = Record<string, unknown> & { decision?: Record<string, unknown>; approval?: { id: string } };
type Answer = { status: number; body: Body; headers: Headers };

const app = createGateway();
let world: TestTenant;
let session: string;

beforeAll(async () => {
  world = await gatewayWorld();
  session = await open();
});
afterAll(async () => {
  stopSnapshots();
  await closeEvents();
});

async function send(path: string, init: RequestInit = {}, key = world.agent.apiKey): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(init.body ? { "content-type": "application/json" } : {}),
    ...(init.headers as Record<string, string>),
  };
  const response = await app.request(path, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
}

async function open(key?: string): Promise<string> {
  const { body } = await send("/api/v1/sessions", { method: "POST", body: "{}" }, key);
  return body.session_id as string;
}

type Call = {
  tool?: string;
  args?: unknown;
  approval?: string;
  key?: string;
  wait?: number;
  sessionId?: string;
};

function call({
  tool = "open.echo",
  args = { text: "hello" },
  approval,
  key,
  wait,
  sessionId = session,
}: Call = {}): Promise<Answer> {
  const body = JSON.stringify({
    session_id: sessionId,
    tool_name: tool,
    arguments: args,
    ...(approval ? { approval } : {}),
  });
  const headers: Record<string, string> = key ? { "idempotency-key": key } : {};
  return send(`/api/v1/tools/call${wait === undefined ? "" : `?wait=${wait}`}`, {
    method: "POST",
    body,
    headers,
  });
}

function raw(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
  return send("/api/v1/tools/call", { method: "POST", body, headers });
}

const reviewer = () => ctxFor(world.id, world.reviewer);

/** Decisions of the world's tenant with this code, newest first. */
function decisions(code: string) {
  return withTenant(world.id, (tx) => tx.decision.findMany({ where: { code }, orderBy: { id: "desc" } }));
}

describe("an allowed call", () => {
  it("is executed and answers with the tool's result, its decision and its rule", async () => {
    const { status, body } = await call();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "succeeded",
      decision: { action: "ALLOW", rule: "open-low", risk: "LOW" },
    });
    expect(JSON.stringify(body.result)).toContain("hello");
  });

  it("can be read back with its decision and its outcome", async () => {
    const { body } = await call();
    const read = await send(`/api/v1/calls/${String(body.call_id)}`);
    expect(read.body).toMatchObject({
      call_id: body.call_id,
      state: "succeeded",
      outcome: { status: "succeeded", attempts: 1 },
    });
  });

  it("leaves one audit leaf for the decision and one for the outcome, each with the hash of its bytes", async () => {
    const { body } = await call();
    const leaves = await withTenant(world.id, (tx) =>
      tx.auditLeaf.findMany({ where: { subjectId: String(body.call_id) }, orderBy: { id: "asc" } }),
    );
    expect(leaves.map(({ action }) => action)).toEqual(["decision.recorded", "outcome.recorded"]);
    for (const { bytes, hash } of leaves) {
      const digest = await crypto.subtle.digest("SHA-256", bytes);
      expect(Buffer.from(digest).equals(Buffer.from(hash))).toBe(true);
    }
  });

  it("keeps text that PostgreSQL's jsonb could not: NUL, emoji, every escape", async () => {
    const text = "a\u0000b \u{1F600} \u202E \\u0000";
    const { status, body } = await call({ args: { text } });
    expect(status).toBe(200);
    const read = await withTenant(world.id, (tx) =>
      tx.decision.findUnique({ where: { id: String(body.call_id) } }),
    );
    expect(read?.arguments).toEqual({ text });
  });
});

describe("a denied call", () => {
  it("says which rule denied it and why, and is recorded", async () => {
    const { status, body } = await call({ args: { text: "forbidden" } });
    expect(status).toBe(403);
    expect(body).toMatchObject({
      code: "POLICY_DENIED",
      rule: "open-forbidden",
      detail: "This text is forbidden.",
      decision: "DENY",
    });
    const [recorded] = await decisions("POLICY_DENIED");
    expect(recorded).toMatchObject({
      id: body.call_id,
      action: "DENY",
      ruleId: "open-forbidden",
      sessionId: session,
    });
  });

  it("is denied by default where no rule speaks of it", async () => {
    expect((await call({ tool: "closed.echo" })).body).toMatchObject({ code: "POLICY_DENIED", rule: null });
  });

  it("is not among the tools that the agent is shown", async () => {
    const { body } = await send("/api/v1/tools");
    const names = (body.tools as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(["critical.echo", "held.echo", "open.echo", "risky.echo", "unrated.echo"]);
  });
});

describe("a held call", () => {
  it("answers 202 with the approval's address, and runs once people have said yes", async () => {
    const args = { text: `held ${newId()}` };
    const held = await call({ tool: "held.echo", args });
    expect(held.status).toBe(202);
    expect(held.body).toMatchObject({
      status: "held",
      decision: { action: "REQUIRE_APPROVAL", rule: "held-always" },
    });
    const approval = held.body.approval!.id;
    const polling = send(`/api/v1/approvals/${approval}?wait=20`);
    await approve(reviewer(), { approvalId: approval });
    expect((await polling).body).toMatchObject({
      id: approval,
      status: "approved",
      call_id: held.body.call_id,
    });
    const done = await call({ tool: "held.echo", args, approval });
    expect(done.body).toMatchObject({
      call_id: held.body.call_id,
      status: "succeeded",
      decision: { action: "ALLOW", code: "APPROVED" },
    });
    const read = await send(`/api/v1/calls/${String(held.body.call_id)}`);
    expect(read.body).toMatchObject({
      state: "succeeded",
      approval: { status: "approved" },
      approved_decision: { action: "ALLOW" },
    });
  });

  it("waits on its own connection when asked to, and returns the result", async () => {
    const args = { text: `waiting ${newId()}` };
    const waiting = call({ tool: "held.echo", args, wait: 20 });
    await approve(reviewer(), { approvalId: await pendingFor(args) });
    expect((await waiting).body).toMatchObject({ status: "succeeded", decision: { code: "APPROVED" } });
  });

  it("tells the agent the reviewer's reason when it is denied, and does not ask the same again", async () => {
    const args = { text: `no ${newId()}` };
    const waiting = call({ tool: "held.echo", args, wait: 20 });
    await deny(reviewer(), { approvalId: await pendingFor(args), comment: "Wrong customer" });
    const denied = await waiting;
    expect(denied.status).toBe(403);
    expect(denied.body).toMatchObject({
      code: "APPROVAL_DENIED",
      detail: "A reviewer denied this call: Wrong customer",
    });
    expect((await call({ tool: "held.echo", args })).body).toMatchObject({ code: "APPROVAL_DENIED" });
  });

  it("attaches an equal call to the request that waits already", async () => {
    const args = { text: `twice ${newId()}` };
    const [one, two] = await Promise.all([
      call({ tool: "held.echo", args }),
      call({ tool: "held.echo", args }),
    ]);
    expect(one.body.approval!.id).toBe(two.body.approval!.id);
    expect(one.body.call_id).toBe(two.body.call_id);
  });

  it.each(["risky.echo", "unrated.echo", "critical.echo"])(
    "is what an ALLOW becomes for %s",
    async (tool) => {
      const { status, body } = await call({ tool, args: { text: newId() } });
      expect(status).toBe(202);
      expect(body.decision).toMatchObject({
        action: "REQUIRE_APPROVAL",
        rule: "held-asks",
        risk: tool === "critical.echo" ? "CRITICAL" : "HIGH",
      });
    },
  );

  it("needs two different people where the risk is CRITICAL", async () => {
    const args = { text: `critical ${newId()}` };
    const held = await call({ tool: "critical.echo", args });
    const approval = held.body.approval!.id;
    await approve(reviewer(), { approvalId: approval });
    expect((await call({ tool: "critical.echo", args, approval })).status).toBe(202);
    await approve(ctxFor(world.id, world.reviewer2), { approvalId: approval });
    expect((await call({ tool: "critical.echo", args, approval })).body).toMatchObject({
      status: "succeeded",
    });
  });

  async function pendingFor(args: unknown): Promise<string> {
    return expect
      .poll(() => pending(args))
      .toBeTruthy()
      .then(async () => (await pending(args))!);
  }
  async function pending(args: unknown): Promise<string | undefined> {
    const all = await withTenant(world.id, (tx) => tx.approval.findMany({ where: { status: "pending" } }));
    return all.find((it) => JSON.stringify(it.arguments) === JSON.stringify(args))?.id;
  }
});

describe("an approval", () => {
  async function approved(args: unknown): Promise<string> {
    const held = await call({ tool: "held.echo", args });
    await approve(reviewer(), { approvalId: held.body.approval!.id });
    return held.body.approval!.id;
  }

  it("is used by one of ten racing calls, and refuses the others", async () => {
    const args = { text: `race ${newId()}` };
    const approval = await approved(args);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call({ tool: "held.echo", args, approval })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers) if (status !== 200) expect(body.code).toBe("GRANT_UNAVAILABLE");
  });

  it.each([
    ["other arguments", { args: { text: "changed" } }],
    ["arguments of another type", { args: { text: "1", amount: 1 } }],
    ["another tool", { tool: "risky.echo" }],
  ])("does not fit %s", async (_, change) => {
    const args = { text: `bound ${newId()}` };
    const approval = await approved(args);
    expect((await call({ tool: "held.echo", args, approval, ...change })).body).toMatchObject({
      code: "GRANT_UNAVAILABLE",
    });
  });

  it("does not fit another session", async () => {
    const args = { text: `session ${newId()}` };
    const approval = await approved(args);
    expect((await call({ tool: "held.echo", args, approval, sessionId: await open() })).body).toMatchObject({
      code: "GRANT_UNAVAILABLE",
    });
  });

  it("of another agent does not exist", async () => {
    const other = await gatewayWorld();
    const approval = await approved({ text: `other ${newId()}` });
    expect((await send(`/api/v1/approvals/${approval}`, {}, other.agent.apiKey)).status).toBe(404);
  });
});

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
    `{"session_id":"${session}","tool_name":"open.echo","arguments":{"text":"x"}${more}}`;

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
    const theirs = await open(other.agent.apiKey);
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
    const sessionId = await open(key.text);
    await revokeKey(ctx, key.id);
    const body = JSON.stringify({ session_id: sessionId, tool_name: "open.echo", arguments: { text: "x" } });
    expect(await send("/api/v1/tools/call", { method: "POST", body }, key.text)).toMatchObject({
      status: 401,
    });
  });
});

describe("a session", () => {
  it("takes no more calls once it has ended", async () => {
    const mine = await open();
    expect((await call({ sessionId: mine })).status).toBe(200);
    expect((await send(`/api/v1/sessions/${mine}/end`, { method: "POST", body: "{}" })).body).toMatchObject({
      ended_at: expect.any(String),
    });
    expect(await call({ sessionId: mine })).toMatchObject({ status: 409, body: { code: "SESSION_ENDED" } });
    expect((await send(`/api/v1/sessions/${mine}/end`, { method: "POST", body: "{}" })).status).toBe(409);
  });
});
