import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor } from "../../tests/db";
import { BASE, policyWorld, refusal, TIGHTER, type PolicyWorld } from "../../tests/policy-world";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { hashOf, type JsonObject } from "../platform/json";
import { checkDraft } from "./check-draft";
import { updateSettings } from "./settings";
import { simulate } from "./simulate";

let world: PolicyWorld;
beforeAll(async () => {
  world = await policyWorld();
});

const ASKING = `version: 1
rules:
  - { id: small, principals: ["agent:*"], capabilities: [open.echo], when: args.amount < 100.0, action: ALLOW }
  - { id: second, principals: ["agent:*"], capabilities: [open.echo], when: session.calls > 0, action: REQUIRE_APPROVAL }
`;

/** A decision as the gateway records one. @returns the call's id */
async function storedCall(sessionId: string, args: JsonObject): Promise<string> {
  const id = newId();
  const { id: tenantId, agent } = world.tenant;
  await withTenant(tenantId, async (tx) => {
    await tx.session.createMany({
      data: [{ id: sessionId, tenantId, agentId: agent.id, kind: "rest" }],
      skipDuplicates: true,
    });
    await tx.decision.createMany({
      data: {
        ...{ id, tenantId, callId: id, sessionId, agentId: agent.id, capability: "open.echo" },
        ...{ action: "ALLOW", step: "policy", code: "OK", reason: "Recorded.", controlEpoch: 1 },
        ...{ arguments: args, argumentsHash: hashOf(args), context: {}, door: "rest", requestId: newId() },
      },
    });
  });
  return id;
}

describe("simulating", () => {
  const call = { principal: "agent:worker", capability: "open.echo" };

  it("answers an imagined call, and says which part of a condition failed with which values", async () => {
    const { decision, explanation, facts } = await simulate(world.viewer, {
      document: ASKING,
      ...call,
      args: '{"amount": 250}',
    });
    expect(decision).toMatchObject({ action: "DENY", ruleId: null });
    expect(explanation.tried[0]).toMatchObject({
      ruleId: "small",
      outcome: "condition_false",
      because: [{ values: { "args.amount": 250 } }],
    });
    expect(facts).toMatchObject({ registered: true, environment: "production", args: { amount: 250 } });
  });

  it("answers a stored call as it was made, with what was typed in its place", async () => {
    const sessionId = newId();
    await storedCall(sessionId, { text: "first" });
    const callId = await storedCall(sessionId, { text: "second", amount: 250 });
    const recorded = await simulate(world.viewer, { document: ASKING, callId });
    expect(recorded.decision).toMatchObject({ action: "REQUIRE_APPROVAL", ruleId: "second" });
    expect(recorded.facts).toMatchObject({ ...call, args: { text: "second", amount: 250 } });
    const changed = await simulate(world.viewer, { document: ASKING, callId, args: '{"amount": 1}' });
    expect(changed.decision).toMatchObject({ action: "ALLOW", ruleId: "small" });
  });

  it("says where the registry has no such capability", async () => {
    const { facts } = await simulate(world.viewer, { document: ASKING, ...call, capability: "no.such" });
    expect(facts).toMatchObject({ capability: "no.such", registered: false });
  });

  it("refuses what cannot be read, with a pointer, and calls of another tenant", async () => {
    const faulty = [
      { input: { ...call, args: "{" }, pointer: "/args" },
      { input: { ...call, context: "[]" }, pointer: "/context" },
      { input: { capability: "open.echo" }, pointer: "/principal" },
      { input: { principal: "agent:worker" }, pointer: "/capability" },
    ];
    for (const { input, pointer } of faulty) {
      const refused = await refusal(simulate(world.viewer, { document: ASKING, ...input }));
      expect(refused).toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer }] });
    }
    const document = "version: 2";
    expect((await refusal(simulate(world.viewer, { document, ...call }))).message).toMatch(/^Line 1/);
    const callId = await storedCall(newId(), {});
    const elsewhere = await createTenant();
    const stranger = ctxFor(elsewhere.id, elsewhere.viewer);
    expect((await refusal(simulate(stranger, { document: ASKING, callId }))).code).toBe("NOT_FOUND");
  });
});

describe("checking", () => {
  it("finds what is wrong as it is typed, against the tenant's own registry and floor", async () => {
    expect(await checkDraft(world.viewer, TIGHTER)).toMatchObject({ ok: true, findings: [] });
    const unread = await checkDraft(world.viewer, { document: "version: 1\nrules: [", tests: "" });
    expect(unread).toMatchObject({ ok: false, hash: null });
    const half = { ...BASE, tests: BASE.tests.split("  - name: held")[0]! };
    expect((await checkDraft(world.viewer, half)).findings.map(({ code }) => code)).toContain("COVERAGE_LOW");
    const settings = { requiredReviewers: 1, requireDrill: true, coverageFloor: 40, strictPackages: true };
    await updateSettings(world.author, settings);
    const codes = (await checkDraft(world.viewer, half)).findings.map(({ code }) => code);
    expect(codes).not.toContain("COVERAGE_LOW");
  });
});
