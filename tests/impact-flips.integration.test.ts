import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createGateway, stopSnapshots } from "../lib/gateway";
import { explainFlip, measureImpact, testOfCall } from "../lib/impact";
import type { Ctx } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { closeEvents } from "../lib/platform/events";
import { newId } from "../lib/platform/ids";
import { appendTest, compilePolicy, parseTests, runTests } from "../lib/policy";
import { createTenant, ctxFor, type TestTenant } from "./db";
import { gatewayWorld, WORLD_POLICY } from "./gateway-world";
import { RestClient } from "./rest-client";

const app = createGateway();
let world: TestTenant;
let client: RestClient;
let admin: Ctx;

beforeEach(async () => {
  world = await gatewayWorld();
  client = await RestClient.open(app, world);
  admin = ctxFor(world.id, world.admin);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

/** Makes a call that is allowed and answers with its id. */
async function call(): Promise<string> {
  const { body } = await client.call();
  return String(body.call_id);
}

describe("one flip", () => {
  const DRAFT = WORLD_POLICY.replace(
    "rules:",
    `rules:
  - { id: closed, principals: ["agent:*"], capabilities: [open.echo], when: 'args.text == "hello"', action: DENY, reason: Closed. }`,
  );

  it("is explained as its own revision has it and as the draft would", async () => {
    const callId = await call();
    const found = await explainFlip(admin, { document: DRAFT, callId });
    expect(found).toMatchObject({
      ...{ callId, agent: "agent:worker", capability: "open.echo", notReplayed: null, approximate: false },
      recorded: { action: "ALLOW", step: "policy", ruleId: "open-low" },
      baseline: { action: "ALLOW", ruleId: "open-low", explanation: { matched: "open-low" } },
      candidate: { action: "DENY", ruleId: "closed", reason: "Closed.", explanation: { matched: "closed" } },
    });
  });

  it("becomes a test that states the call and expects the answer that is wanted", async () => {
    const callId = await call();
    const test = await testOfCall(admin, { document: DRAFT, callId });
    expect(test).toMatch(/capability: open\.echo/);
    expect(test).toMatch(/text: hello/);
    expect(test).toMatch(/expect:\n +action: DENY\n +rule: closed/);
    const catalog = { principals: [], capabilities: [], environments: [], tenant: { id: "", slug: "" } };
    const run = runTests(compilePolicy(DRAFT), parseTests(appendTest("", test)), catalog);
    expect(run).toMatchObject({ passed: 1, failed: 0 });
    const kept = await testOfCall(admin, { document: DRAFT, callId, expect: "recorded" });
    expect(kept).toMatch(/expect:\n +action: ALLOW\n$/);
  });

  it("says why a call can't be replayed, and makes no test of it", async () => {
    const callId = await call();
    await withTenant(world.id, (tx) =>
      tx.capability.updateMany({ where: { name: "open.echo" }, data: { status: "retired" } }),
    );
    expect(await explainFlip(admin, { document: DRAFT, callId })).toMatchObject({
      ...{ baseline: null, candidate: null, notReplayed: { cause: "tool_removed" } },
    });
    await expect(testOfCall(admin, { document: DRAFT, callId })).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("who may see it", () => {
  it("another tenant sees nothing of it", async () => {
    const callId = await call();
    const other = await createTenant();
    const ctx = ctxFor(other.id, other.admin);
    const report = await measureImpact(ctx, { document: WORLD_POLICY, days: 30 });
    expect(report).toMatchObject({ total: 0, beforePolicy: 0, byAgent: [], baselineRevisionIds: [] });
    for (const verb of [explainFlip, testOfCall])
      await expect(verb(ctx, { document: WORLD_POLICY, callId })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
  });

  it("a person without a role is refused, and so is an agent", async () => {
    const nobody: Ctx = { ...admin, actor: { kind: "user", id: newId(), label: "Nobody", roles: [] } };
    const agent: Ctx = { ...admin, actor: { kind: "agent", id: world.agent.id, label: "worker" } };
    const callId = newId();
    for (const ctx of [nobody, agent]) {
      const document = WORLD_POLICY;
      await expect(measureImpact(ctx, { document, days: 1 })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(explainFlip(ctx, { document, callId })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(testOfCall(ctx, { document, callId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  it("counts only agents of the environment that is asked about", async () => {
    await call();
    const document = WORLD_POLICY;
    expect(await measureImpact(admin, { document, days: 7, environment: "staging" })).toMatchObject({
      total: 0,
    });
    expect(await measureImpact(admin, { document, days: 7, environment: "production" })).toMatchObject({
      total: 1,
    });
  });
});
