import { beforeAll, describe, expect, it } from "vitest";
import { heldCall, type HeldWorld } from "../../../tests/held-calls";
import { audited, policyWorld, refusal, stored, type PolicyWorld } from "../../../tests/policy-world";
import { approvalInsights, approve, deny } from "../../approvals";
import { withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { parseTests, compilePolicy, runTests } from "../../policy";
import { createUser, ctxFor } from "../../../tests/factories";
import { checkDraft, listProposals, proposeRule, readCatalog, submitRevision } from "..";

const KEY = { ruleId: "held", capability: "held.echo", agent: "worker" };

/** The policy's world as one whose calls can be held, of one of its capabilities. */
async function holding({ tenant }: PolicyWorld, name: string): Promise<HeldWorld> {
  const sessionId = newId();
  return withTenant(tenant.id, async (tx) => {
    await tx.session.create({
      data: { id: sessionId, tenantId: tenant.id, agentId: tenant.agent.id, kind: "rest" },
    });
    const { definitionHash } = await tx.capability.findFirstOrThrow({ where: { tenantId: tenant.id, name } });
    const ids = { tenantId: tenant.id, agentId: tenant.agent.id, sessionId, ownerId: tenant.admin.id };
    return { ...ids, capability: name, definitionHash };
  });
}

async function approveMany(
  world: PolicyWorld,
  name: string,
  n: number,
  riskLevel = "MEDIUM",
): Promise<HeldWorld> {
  const held = await holding(world, name);
  for (let k = 1; k <= n; k++) {
    const args = { text: `Ticket ${k}`, amount: k * 10 };
    const { approvalId } = await heldCall(held, { arguments: args, riskLevel, ruleId: "held" });
    await approve(world.reviewer, { approvalId, dwellMs: k <= 5 ? 500 : 5_000 });
  }
  return held;
}

let world: PolicyWorld;
let held: HeldWorld;

beforeAll(async () => {
  world = await policyWorld();
  held = await approveMany(world, "held.echo", 21);
  const denied = await heldCall(held, {
    arguments: { text: "Odd", amount: 5 },
    riskLevel: "MEDIUM",
    ruleId: "held",
  });
  await deny(world.reviewer2, { approvalId: denied.approvalId, reason: "wrong_time" });
});

describe("insights of stored requests", () => {
  it("count what was asked, decided and measured", async () => {
    const insights = await approvalInsights(world.viewer, {});
    expect(insights.total).toMatchObject({ asked: 22, approved: 21, denied: 1, expired: 0, waiting: 0 });
    expect(insights.total.times.count).toBe(22);
    expect(insights.perDay).toHaveLength(30);
    expect(insights.dwell).toEqual({ decisions: 22, measured: 21, hasty: 5 });
    expect(insights.reviewers.map(({ decisions, streak }) => [decisions, streak.decisions])).toEqual([
      [21, 21],
      [1, 1],
    ]);
    expect(insights.byRule.map(({ name, asked }) => [name, asked])).toEqual([["held", 22]]);
    expect(insights.byAgent.map(({ name }) => name)).toEqual(["worker"]);
    expect(insights.rules).toEqual(["held"]);
    expect(insights.candidates).toEqual([{ ...KEY, riskLevel: "MEDIUM", decided: 22, approved: 21 }]);
  });

  it("are of the filters, the period and the tenant alone", async () => {
    expect((await approvalInsights(world.viewer, { rule: "other" })).total.asked).toBe(0);
    expect((await approvalInsights(world.viewer, { agent: "worker", days: 7 })).total.asked).toBe(22);
    expect((await approvalInsights(world.viewer, { agent: "nobody" })).rules).toEqual(["held"]);
    const other = await policyWorld();
    expect((await approvalInsights(other.viewer, {})).total.asked).toBe(0);
    expect((await refusal(approvalInsights(world.viewer, { days: 8 as 7 }))).code).toBe("INVALID_INPUT");
  });
});

describe("proposing a rule", () => {
  it("begins a draft of the policy in force whose tests pass in the real engine, for the normal review", async () => {
    const made = await proposeRule(world.author, KEY);
    const row = await stored(world, made.id);
    expect(row).toMatchObject({ state: "draft", baseId: world.baseId, version: 1 });
    expect(await audited(world, made.id)).toEqual(["policy.drafted"]);
    const ids = compilePolicy(row.document).rules.map(({ id }) => id);
    expect(ids).toEqual(["open", "usual-held.echo", "held"]);
    const run = runTests(compilePolicy(row.document), parseTests(row.tests), await readCatalog(world.author));
    const ours = run.results.filter(({ expected }) => expected.rule === "usual-held.echo");
    expect(ours.length).toBeGreaterThanOrEqual(2);
    expect(run.results.filter(({ status }) => status !== "passed")).toEqual([]);
    expect(run.results.at(-1)?.actual).toMatchObject({ action: "REQUIRE_APPROVAL", rule: "held" });
    const report = await checkDraft(world.author, { document: row.document, tests: row.tests });
    expect(report.gates.filter(({ status }) => status === "failed")).toEqual([]);
    const why = "People say yes to all of them.";
    const submitted = submitRevision(world.author, { id: made.id, version: 1, looseningReason: why });
    expect((await submitted).id).toBe(made.id);
    expect((await stored(world, made.id)).loosens).toBe(true);
  });

  it("shows before what would run, and why where nothing is proposed", async () => {
    const { candidates } = await approvalInsights(world.viewer, {});
    const [proposal] = await listProposals(world.viewer, { days: 30, candidates });
    expect(proposal).toMatchObject({ ...KEY, may: { ok: true } });
    expect(proposal?.condition).toContain("args.amount <= 210");
    const gone = [{ ...candidates[0]!, ruleId: "gone" }];
    const [refused] = await listProposals(world.viewer, { days: 30, candidates: gone });
    expect(refused?.may.ok).toBe(false);
  });

  it("takes nobody's word for it: who may not edit, another tenant, and what is no candidate are refused", async () => {
    expect((await refusal(proposeRule(world.reviewer, KEY))).code).toBe("FORBIDDEN");
    const other = await policyWorld();
    expect((await refusal(proposeRule(other.author, KEY))).code).toBe("CONFLICT");
    expect((await refusal(proposeRule(world.author, { ...KEY, agent: "other" }))).code).toBe("CONFLICT");
  });

  it("is over once people deny more of them, or the risk rises", async () => {
    await withTenant(world.tenant.id, (tx) =>
      tx.capability.updateMany({ where: { name: "held.echo" }, data: { riskLevel: "HIGH" } }),
    );
    expect((await approvalInsights(world.viewer, {})).candidates).toEqual([]);
    expect((await refusal(proposeRule(world.author, KEY))).code).toBe("CONFLICT");
    await withTenant(world.tenant.id, (tx) =>
      tx.capability.updateMany({ where: { name: "held.echo" }, data: { riskLevel: "MEDIUM" } }),
    );
    expect((await approvalInsights(world.viewer, {})).candidates).toHaveLength(1);
    const odd = await heldCall(held, { arguments: { text: "Odd 2" }, riskLevel: "MEDIUM", ruleId: "held" });
    const second = ctxFor(world.tenant.id, await createUser(world.tenant.id, ["reviewer"]));
    await deny(second, { approvalId: odd.approvalId, reason: "wrong_target" });
    expect((await approvalInsights(world.viewer, {})).candidates).toEqual([]);
  });
});
