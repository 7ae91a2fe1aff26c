import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld } from "../../../tests/gateway-world";
import { type Answer, RestClient } from "../../../tests/rest-client";
import { approve } from "../../approvals";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { newId } from "../../platform/ids";
import { hashOf, type JsonObject } from "../../platform/json";
import { installPolicy } from "../../revisions";
import { createGateway } from "../app";
import { stopSnapshots } from "../index";

const POLICY = `
version: 1
rules:
  - id: limited
    principals: ["agent:*"]
    capabilities: [open.echo]
    when: args.text.startsWith("limited")
    action: ALLOW
    obligations: { rateLimit: { calls: 3, perSeconds: 3600 }, redact: [/arguments/nested/key] }
  - id: few
    principals: ["agent:*"]
    capabilities: [open.echo]
    when: args.text == "few" && session.calls < 2
    action: ALLOW
  - id: untainted
    principals: ["agent:*"]
    capabilities: [open.echo]
    when: args.text == "taint" && !("pii" in session.taint)
    action: ALLOW
  - id: secret
    principals: ["agent:*"]
    capabilities: [open.echo]
    when: args.text == "secret"
    action: ALLOW
    obligations: { redact: [/arguments/nested/key, /context/token, /result/content] }
  - id: confirmed
    principals: ["agent:*"]
    capabilities: [open.echo]
    when: args.text == "confirm"
    action: ALLOW
    obligations: { confirmHighRiskAction: true }
  - id: held
    principals: ["agent:*"]
    capabilities: [held.echo]
    when: session.held < 2
    action: REQUIRE_APPROVAL
    obligations: { approval: { chain: two-reviewers }, redact: [/arguments/nested/key], rateLimit: { calls: 1, perSeconds: 3600 } }
`;
const SECRET = "sk-1234567890";

const app = createGateway();
let world: TestTenant;

beforeAll(async () => {
  world = await gatewayWorld();
  await installPolicy(ctxFor(world.id, world.admin), POLICY);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

type Sent = { tool?: string; arguments: JsonObject; context?: JsonObject };

/** A call with all that REST takes, in the client's session. */
function send(client: RestClient, { tool = "open.echo", ...rest }: Sent): Promise<Answer> {
  return client.raw(JSON.stringify({ session_id: client.session, tool_name: tool, ...rest }));
}

const newSession = () => RestClient.open(app, world);
const say = (client: RestClient, text: string) => send(client, { arguments: { text } });

function stored(callId: unknown) {
  return withTenant(world.id, async (tx) => ({
    decision: await tx.decision.findUniqueOrThrow({ where: { id: String(callId) } }),
    outcome: await tx.outcome.findUnique({ where: { decisionId: String(callId) } }),
  }));
}

describe("a rate limit", () => {
  it("lets a session call so often and no more, says when to try again, and counts only this rule's calls", async () => {
    const client = await newSession();
    await say(client, "confirm");
    for (let n = 0; n < 3; n++) expect((await say(client, `limited ${n}`)).status).toBe(200);
    const { status, body, headers } = await say(client, "limited again");
    expect([status, body.code, body.rule, body.step]).toEqual([429, "RATE_LIMITED", "limited", "rate_limit"]);
    const after = Number(headers.get("retry-after"));
    expect(after).toBeGreaterThan(3_000);
    expect(after).toBeLessThanOrEqual(3_600);
    expect(body.retry_after).toBe(after);
    expect((await stored(body.call_id)).decision).toMatchObject({ action: "DENY", step: "rate_limit" });
    expect((await say(client, "secret")).status).toBe(200);
    expect((await say(await newSession(), "limited elsewhere")).status).toBe(200);
  });

  it("holds against calls made at the same moment", async () => {
    const client = await newSession();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => say(client, `limited ${n}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(9);
  });

  it("isn't used up by refusals, so what was refused stays refused for no longer than the first calls last", async () => {
    const client = await newSession();
    for (let n = 0; n < 6; n++) await say(client, `limited ${n}`);
    const first = await withTenant(world.id, (tx) =>
      tx.decision.findMany({ where: { sessionId: client.session, action: "ALLOW" } }),
    );
    expect(first).toHaveLength(3);
  });
});

describe("what a session did", () => {
  it("decides where the policy asks for it", async () => {
    const client = await newSession();
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push(await say(client, "few"));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403]);
  });

  it("includes its taint, as it is at this moment", async () => {
    const client = await newSession();
    expect((await say(client, "taint")).status).toBe(200);
    await withTenant(world.id, (tx) =>
      tx.session.update({ where: { id: client.session }, data: { taint: ["pii"] } }),
    );
    expect((await say(client, "taint")).status).toBe(403);
  });
});

describe("redaction", () => {
  const secret = { text: "secret", nested: { key: SECRET, other: 1 } };

  it("keeps secrets out of the record, and leaves what runs, what the agent gets and the hashes alone", async () => {
    const client = await newSession();
    const { status, body } = await send(client, {
      arguments: secret,
      context: { token: SECRET, why: "test" },
    });
    expect(status).toBe(200);
    expect(JSON.stringify(body.result)).toContain(SECRET);
    const { decision, outcome } = await stored(body.call_id);
    expect(decision).toMatchObject({
      arguments: { text: "secret", nested: { key: "[redacted]", other: 1 } },
      argumentsHash: hashOf(secret),
      context: { token: "[redacted]", why: "test" },
    });
    expect(outcome?.result).toMatchObject({ content: "[redacted]" });
    expect(outcome?.resultHash).toBe(hashOf(body.result));
  });

  it("holds for calls that the limit refuses too", async () => {
    const client = await newSession();
    for (let n = 0; n < 3; n++) await say(client, "limited");
    const args = { text: "limited", nested: { key: SECRET } };
    const { body } = await send(client, { arguments: args });
    expect(body.code).toBe("RATE_LIMITED");
    const { decision } = await stored(body.call_id);
    expect(decision.arguments).toEqual({ text: "limited", nested: { key: "[redacted]" } });
  });
});

describe("a confirmation", () => {
  it("has to come with the call", async () => {
    const client = await newSession();
    const { status, body } = await say(client, "confirm");
    expect([status, body.code, body.rule]).toEqual([403, "POLICY_DENIED", "confirmed"]);
    expect(body.detail).toContain("context.confirmHighRiskAction");
    const context = { confirmHighRiskAction: true };
    expect((await send(client, { arguments: { text: "confirm" }, context })).status).toBe(200);
  });
});

describe("a held call", () => {
  it("is recorded whole, needs its chain, finds the same limit and counts when it is redeemed, and then takes its place", async () => {
    const client = await newSession();
    const args = { text: `held ${newId()}`, nested: { key: SECRET } };
    const held = await send(client, { tool: "held.echo", arguments: args });
    expect(held.status).toBe(202);
    const { decision } = await stored(held.body.call_id);
    expect(decision.arguments).toEqual(args);
    const approvalId = held.body.approval!.id;
    const approval = await withTenant(world.id, (tx) =>
      tx.approval.findUniqueOrThrow({ where: { id: approvalId } }),
    );
    expect(approval).toMatchObject({
      chain: { name: "two-reviewers", steps: [{ groups: [{ quorum: 2 }] }] },
      arguments: args,
    });
    // Asking again finds the same request, not the limit that it used up.
    expect((await send(client, { tool: "held.echo", arguments: args })).body.approval?.id).toBe(approvalId);
    await approve(ctxFor(world.id, world.reviewer), { approvalId });
    expect((await send(client, { tool: "held.echo", arguments: args })).status).toBe(202);
    await approve(ctxFor(world.id, world.reviewer2), { approvalId });
    const ran = await send(client, { tool: "held.echo", arguments: args });
    expect(ran.status).toBe(200);
    expect(JSON.stringify(ran.body.result)).toContain(SECRET);
    const other = await send(client, { tool: "held.echo", arguments: { text: "another" } });
    expect(other.body.code).toBe("RATE_LIMITED");
  });
});
