import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld } from "../../../tests/gateway-world";
import { type Answer, RestClient } from "../../../tests/rest-client";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { installPolicy } from "../../revisions";
import { createGateway } from "../app";
import { stopSnapshots } from "../index";

const POLICY = `
version: 1
rules:
  - { id: of-others, principals: ["agent:somebody-else"], capabilities: [open.echo], when: args.text == "hidden", action: ALLOW }
  - { id: small, principals: ["agent:*"], capabilities: [open.echo], when: 'args.amount < 100 && args.text != "x"', action: ALLOW }
  - { id: asks, principals: ["agent:*"], capabilities: [open.echo], when: args.text == "ask", action: REQUIRE_APPROVAL }
`;

const app = createGateway();
let world: TestTenant;
let client: RestClient;

beforeAll(async () => {
  world = await gatewayWorld();
  await installPolicy(ctxFor(world.id, world.admin), POLICY);
  client = await RestClient.open(app, world);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

function explain(args: unknown, more: Record<string, unknown> = {}): Promise<Answer> {
  const body = { session_id: client.session, tool_name: "open.echo", arguments: args, ...more };
  return client.send("/api/v1/policy/explain", { method: "POST", body: JSON.stringify(body) });
}

const recorded = () =>
  withTenant(world.id, async (tx) => ({
    decisions: await tx.decision.count(),
    approvals: await tx.approval.count(),
    outcomes: await tx.outcome.count(),
    leaves: await tx.auditLeaf.count(),
  }));

describe("POST /policy/explain", () => {
  it("says what the policy would decide and which part of which condition led there", async () => {
    const { status, body } = await explain({ text: "hello", amount: 250 });
    expect(status).toBe(200);
    expect(body.decision).toMatchObject({ action: "DENY", rule: null, risk: "LOW" });
    expect(body.policy_revision_id).toEqual(expect.any(String));
    expect(body.explanation).toMatchObject({
      matched: null,
      tried: [
        {
          ruleId: "small",
          outcome: "condition_false",
          because: [{ expression: "args.amount < 100", values: { "args.amount": 250 } }],
        },
        { ruleId: "asks", outcome: "condition_false" },
      ],
    });
  });

  it("decides as the call itself then does, and records and runs nothing", async () => {
    const before = await recorded();
    const allowed = await explain({ text: "hello", amount: 5 });
    const held = await explain({ text: "ask", amount: 500 });
    expect(allowed.body.decision).toMatchObject({ action: "ALLOW", rule: "small" });
    expect(held.body.decision).toMatchObject({
      action: "REQUIRE_APPROVAL",
      rule: "asks",
      obligations: { approval: { chain: "reviewer" } },
    });
    expect(await recorded()).toEqual(before);
    expect((await client.call({ args: { text: "hello", amount: 5 } })).status).toBe(200);
    expect((await client.call({ args: { text: "ask", amount: 500 } })).status).toBe(202);
  });

  it("doesn't tell of rules that are about other agents", async () => {
    const { body } = await explain({ text: "hello", amount: 250 });
    expect(JSON.stringify(body)).not.toContain("of-others");
  });

  it.each<[string, unknown, Record<string, unknown>, number, string]>([
    ["an unknown tool", { text: "x" }, { tool_name: "no.such" }, 404, "UNKNOWN_CAPABILITY"],
    ["arguments that don't fit", { text: 5 }, {}, 422, "INVALID_ARGUMENTS"],
    [
      "a field too many",
      { text: "x" },
      { approval: "01890000-0000-7000-8000-000000000001" },
      422,
      "INVALID_INPUT",
    ],
    [
      "a session that isn't there",
      { text: "x" },
      { session_id: "01890000-0000-7000-8000-000000000001" },
      403,
      "SESSION_MISMATCH",
    ],
  ])("refuses %s as the call would be, and records nothing", async (_, args, more, status, code) => {
    const before = await recorded();
    const answer = await explain(args, more);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await recorded()).toEqual(before);
  });

  it("needs a key, and knows no other tenant's sessions", async () => {
    const body = JSON.stringify({
      session_id: client.session,
      tool_name: "open.echo",
      arguments: { text: "x" },
    });
    const init = { method: "POST", body };
    expect((await client.send("/api/v1/policy/explain", init, "agk_none")).status).toBe(401);
    const stranger = await createTenant();
    const answer = await client.send("/api/v1/policy/explain", init, stranger.agent.apiKey);
    expect([answer.status, answer.body.code]).toEqual([403, "SESSION_MISMATCH"]);
  });
});
