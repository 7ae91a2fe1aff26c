import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { approve } from "../lib/approvals";
import { createGateway, stopSnapshots } from "../lib/gateway";
import { measureImpact, type ImpactReport } from "../lib/impact";
import type { Ctx } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { closeEvents } from "../lib/platform/events";
import { newId } from "../lib/platform/ids";
import { installPolicy } from "../lib/revisions";
import { ctxFor, type TestTenant } from "./db";
import { gatewayWorld, WORLD_POLICY } from "./gateway-world";
import { RestClient, type Call } from "./rest-client";

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

/** Makes a call and answers with its id. */
async function call(it: Call = {}): Promise<string> {
  const { body } = await client.call(it);
  return String(body.call_id);
}

function impactOf(document: string): Promise<ImpactReport> {
  return measureImpact(ctxFor(world.id, world.viewer), { document, days: 1 });
}

const policy = (...rules: string[]): string =>
  ["version: 1", "rules:", ...rules.map((it) => `  - ${it}`)].join("\n");
const OPEN = `{ id: open, principals: ["agent:*"], capabilities: [open.echo], action: ALLOW }`;
const CLOSED = `{ id: closed, principals: ["agent:*"], capabilities: [open.echo], action: DENY, reason: Closed. }`;

describe("an impact report", () => {
  it("is an empty diff where the draft is the policy that decided", async () => {
    await call();
    await call({ args: { text: "forbidden" } });
    await call({ tool: "held.echo" });
    await call({ tool: "risky.echo" });
    await call({ tool: "critical.echo" });
    await call({ tool: "closed.echo" });
    const report = await impactOf(`# The same in other words\n${WORLD_POLICY}`);
    expect(report).toMatchObject({
      total: 6,
      replayed: 6,
      approximate: 0,
      notReplayed: [],
      truncated: false,
    });
    expect(report).toMatchObject({ loosening: 0, tightening: 0, samples: { loosening: [], tightening: [] } });
    expect(report.matrix).toEqual({
      ALLOW: { ALLOW: 1, REQUIRE_APPROVAL: 0, DENY: 0 },
      REQUIRE_APPROVAL: { ALLOW: 0, REQUIRE_APPROVAL: 3, DENY: 0 },
      DENY: { ALLOW: 0, REQUIRE_APPROVAL: 0, DENY: 2 },
    });
    expect(report.reviewerLoad).toEqual({ before: 3, after: 3, perDayBefore: 3, perDayAfter: 3 });
  });

  it("finds what a draft loosens and tightens, and names the real calls, newest first", async () => {
    const denied = await call({ args: { text: "forbidden" } });
    const allowed = await call({ args: { text: "quiet" } });
    const allowedToo = await call({ args: { text: "loud" } });
    const held = await call({ tool: "held.echo" });
    const draft = WORLD_POLICY.replace('args.text != "forbidden"', 'args.text == "forbidden"')
      .replace("action: REQUIRE_APPROVAL", "action: DENY")
      .replace(/\n +obligations:.*/, "");
    const report = await impactOf(draft);
    expect(report).toMatchObject({ total: 4, replayed: 4, loosening: 1, tightening: 3 });
    expect(report.samples.loosening).toMatchObject([
      {
        ...{ callId: denied, sessionId: client.session, agent: "agent:worker", capability: "open.echo" },
        ...{ was: "DENY", wouldBe: "ALLOW", ruleBefore: "open-forbidden", ruleAfter: "open-low" },
      },
    ]);
    expect(report.samples.tightening.map((it) => it.callId)).toEqual([held, allowedToo, allowed]);
    expect(report.byRule).toEqual([
      { key: "open-forbidden", label: "open-forbidden", total: 2, loosening: 0, tightening: 2 },
      { key: "held-always", label: "held-always", total: 1, loosening: 0, tightening: 1 },
      { key: "open-low", label: "open-low", total: 1, loosening: 1, tightening: 0 },
    ]);
    expect(report.byCapability).toMatchObject([
      { key: "open.echo", total: 3, loosening: 1, tightening: 2 },
      { key: "held.echo", total: 1, loosening: 0, tightening: 1 },
    ]);
    expect(report.byAgent).toMatchObject([{ key: "agent:worker", total: 4 }]);
    expect(report.reviewerLoad).toMatchObject({ before: 1, after: 0 });
  });

  it("counts an approved call once, as the question that it was, and what came before the policy apart", async () => {
    const { body } = await client.call({ tool: "held.echo" });
    await approve(ctxFor(world.id, world.reviewer), { approvalId: body.approval!.id });
    expect((await client.call({ tool: "held.echo" })).status).toBe(200);
    await call({ tool: "no.such_tool" });
    await call({ args: { wrong: 1 } });
    const report = await impactOf(WORLD_POLICY);
    expect(report).toMatchObject({
      total: 1,
      replayed: 1,
      beforePolicy: 2,
      reviewerLoad: { before: 1, after: 1 },
    });
    expect(report.matrix.REQUIRE_APPROVAL.REQUIRE_APPROVAL).toBe(1);
  });

  it("replays calls on the facts of their own revision where the policy changed in between", async () => {
    const first = await call();
    await installPolicy(admin, policy(CLOSED));
    await call();
    const report = await impactOf(policy(CLOSED));
    expect(report).toMatchObject({ total: 2, replayed: 2, loosening: 0, tightening: 1 });
    expect(report.baselineRevisionIds).toHaveLength(2);
    expect(report.samples.tightening).toMatchObject([
      { callId: first, ruleBefore: "open-low", ruleAfter: "closed" },
    ]);
  });

  it("shows what a first draft would have let through before there was a policy", async () => {
    await withTenant(world.id, (tx) =>
      tx.policyDeployment.updateMany({ where: { endedAt: null }, data: { endedAt: new Date() } }),
    );
    const callId = await call();
    const report = await impactOf(policy(OPEN));
    expect(report).toMatchObject({ total: 1, replayed: 1, loosening: 1, baselineRevisionIds: [] });
    expect(report.samples.loosening).toMatchObject([{ callId, ruleBefore: null, ruleAfter: "open" }]);
  });

  it("refuses a document that is no policy, with its findings", async () => {
    await expect(impactOf("version: 2")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("what can't be replayed exactly is said", () => {
  it("where a rule reads arguments that were redacted, and only there", async () => {
    const redacting = `{ id: open, principals: ["agent:*"], capabilities: [open.echo], action: ALLOW, obligations: { redact: [/arguments/text] } }`;
    await installPolicy(admin, policy(redacting));
    await call();
    // It says so itself, and nothing was taken from it.
    await call({ args: { text: "[redacted]" } });
    expect(await impactOf(policy(CLOSED))).toMatchObject({ total: 2, replayed: 2, tightening: 2 });
    const reading = policy(CLOSED.replace("action", `when: 'args.text == "hello"', action`));
    expect(await impactOf(reading)).toMatchObject({
      ...{ total: 2, replayed: 1, tightening: 1 },
      notReplayed: [{ cause: "arguments_redacted", count: 1 }],
    });
  });

  it("where the tool changed or is gone", async () => {
    await call();
    await call({ tool: "closed.echo" });
    const change = (name: string, data: { definitionHash?: string; status?: string }) =>
      withTenant(world.id, (tx) => tx.capability.updateMany({ where: { name }, data }));
    await change("open.echo", { definitionHash: "another" });
    await change("closed.echo", { status: "retired" });
    const report = await impactOf(policy(CLOSED));
    expect(report).toMatchObject({ total: 2, replayed: 0, tightening: 0 });
    expect(report.notReplayed.map(({ cause, count }) => ({ cause, count }))).toEqual([
      { cause: "tool_changed", count: 1 },
      { cause: "tool_removed", count: 1 },
    ]);
  });

  it("with a mark where the registry's word was touched since", async () => {
    await call();
    await withTenant(world.id, (tx) =>
      tx.capability.updateMany({ where: { name: "open.echo" }, data: { updatedAt: new Date() } }),
    );
    const report = await impactOf(policy(CLOSED));
    expect(report).toMatchObject({
      replayed: 1,
      approximate: 1,
      samples: { tightening: [{ approximate: true }] },
    });
  });

  it("where the revision in force, asked again, answers otherwise", async () => {
    const inProduction = OPEN.replace("action", "environments: [production], action");
    await installPolicy(admin, policy(inProduction));
    await call();
    await withTenant(world.id, (tx) => tx.agent.updateMany({ data: { environment: "preview" } }));
    const report = await impactOf(policy(CLOSED));
    expect(report).toMatchObject({ replayed: 0, notReplayed: [{ cause: "baseline_differs", count: 1 }] });
  });

  it("where a time-bound exception let the call through", async () => {
    await installPolicy(admin, policy(CLOSED));
    await withTenant(world.id, (tx) =>
      tx.policyException.createMany({
        data: {
          ...{ id: newId(), tenantId: world.id, scope: "tenant", capability: "open.echo", reason: "Drill." },
          ...{ createdById: world.admin.id, expiresAt: new Date(Date.now() + 3_600_000) },
          ...{ approverIds: [world.reviewer.id], requiredApprovers: 1 },
        },
      }),
    );
    expect((await client.call()).status).toBe(200);
    const report = await impactOf(policy(CLOSED));
    expect(report).toMatchObject({ total: 1, replayed: 0, notReplayed: [{ cause: "exception", count: 1 }] });
  });

  it("where a rule reads a taint that the session has now", async () => {
    await call();
    const reading = policy(CLOSED.replace("action", `when: '"pii" in session.taint', action`), OPEN);
    expect(await impactOf(reading)).toMatchObject({ replayed: 1, tightening: 0 });
    await withTenant(world.id, (tx) => tx.session.updateMany({ data: { taint: ["pii"] } }));
    expect(await impactOf(reading)).toMatchObject({
      replayed: 0,
      notReplayed: [{ cause: "taint", count: 1 }],
    });
  });
});

describe("rules that count", () => {
  it("replay to nothing under themselves, where an approved call counts as the question that it was", async () => {
    const held = `{ id: held, principals: ["agent:*"], capabilities: [held.echo], action: REQUIRE_APPROVAL }`;
    const document = policy(
      OPEN.replace("action", "when: 'session.held < 2 && session.allowed < 2', action"),
      held,
    );
    await installPolicy(admin, document);
    const { body } = await client.call({ tool: "held.echo" });
    await approve(ctxFor(world.id, world.reviewer), { approvalId: body.approval!.id });
    expect((await client.call({ tool: "held.echo" })).status).toBe(200);
    const answers = [await client.call(), await client.call(), await client.call()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403]);
    expect(await impactOf(document)).toMatchObject({
      ...{ total: 4, replayed: 4, approximate: 3, notReplayed: [], loosening: 0, tightening: 0 },
      matrix: { ALLOW: { ALLOW: 2 }, REQUIRE_APPROVAL: { REQUIRE_APPROVAL: 1 }, DENY: { DENY: 1 } },
    });
  });

  it("see what the draft itself would have made of the calls before", async () => {
    for (const text of ["good", "bad", "good", "good"]) await call({ args: { text } });
    const locked = CLOSED.replace("closed", "locked").replace("action", "when: 'session.denied > 0', action");
    const bad = CLOSED.replace("closed", "bad").replace("action", `when: 'args.text == "bad"', action`);
    const report = await impactOf(policy(locked, bad, OPEN));
    expect(report).toMatchObject({ replayed: 4, approximate: 4, matrix: { ALLOW: { ALLOW: 1, DENY: 3 } } });
    expect(report.byRule).toMatchObject([{ key: "locked", total: 2 }, { key: "bad" }, { key: "open" }]);
  });

  it("include a rate limit, whose refusals are not replayed", async () => {
    const limited = policy(
      OPEN.replace(
        "action: ALLOW",
        "action: ALLOW, obligations: { rateLimit: { calls: 2, perSeconds: 600 } }",
      ),
    );
    await installPolicy(admin, limited);
    for (let n = 0; n < 3; n++) await call();
    expect(await impactOf(limited)).toMatchObject({
      ...{ total: 3, replayed: 2, loosening: 0, tightening: 0 },
      notReplayed: [{ cause: "counters", count: 1 }],
    });
    expect(await impactOf(limited.replace("calls: 2", "calls: 1"))).toMatchObject({
      replayed: 2,
      tightening: 1,
    });
  });
});
