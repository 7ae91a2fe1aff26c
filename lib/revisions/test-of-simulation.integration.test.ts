import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor } from "../../tests/db";
import { policyWorld, refusal, type PolicyWorld } from "../../tests/policy-world";
import { listRecentCalls } from "../calls";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { hashOf, type JsonObject } from "../platform/json";
import { checkDraft } from "./check-draft";
import { readCatalog } from "./read-catalog";
import { testOfSimulation } from "./test-of-simulation";

let world: PolicyWorld;
beforeAll(async () => {
  world = await policyWorld();
});

const DOCUMENT = `version: 1
rules:
  - { id: small, principals: ["agent:*"], capabilities: [open.echo], when: args.amount < 100.0, action: ALLOW, reason: It is little. }
`;
const TESTS = "version: 1\n# What it is about.\ntests: []\n";

async function storedCall(args: JsonObject, step: string): Promise<string> {
  const id = newId();
  const { id: tenantId, agent } = world.tenant;
  await withTenant(tenantId, async (tx) => {
    const sessionId = newId();
    await tx.session.createMany({ data: [{ id: sessionId, tenantId, agentId: agent.id, kind: "rest" }] });
    await tx.decision.createMany({
      data: {
        ...{ id, tenantId, callId: id, sessionId, agentId: agent.id, capability: "open.echo" },
        ...{ action: "ALLOW", step, code: "OK", reason: "Recorded." },
        ...{ arguments: args, argumentsHash: hashOf(args), context: {}, controlEpoch: 1 },
        ...{ door: "rest", requestId: newId() },
      },
    });
  });
  return id;
}

describe("a test made of a simulated call", () => {
  const call = { document: DOCUMENT, principal: "agent:worker", capability: "open.echo" };

  it("states what was typed, expects what the draft answers, and passes", async () => {
    const { tests } = await testOfSimulation(world.viewer, {
      ...call,
      tests: TESTS,
      args: '{"text":"a","amount":5}',
    });
    expect(tests).toContain("# What it is about.");
    expect(tests).toContain("agent:worker may call open.echo");
    const { tests: run } = await checkDraft(world.viewer, { document: DOCUMENT, tests });
    expect(run).toMatchObject({ passed: 1, failed: 0 });
    // The same call again is a test of its own, under another name.
    const twice = await testOfSimulation(world.viewer, { ...call, tests, args: '{"text":"a","amount":500}' });
    const again = await checkDraft(world.viewer, { document: DOCUMENT, tests: twice.tests });
    expect(again.tests).toMatchObject({ passed: 2, failed: 0 });
  });

  it("isn't made of a stored call whose tool has changed since: it would not be that call", async () => {
    const callId = await storedCall({ text: "stored", amount: 7 }, "policy");
    const changed = await refusal(
      testOfSimulation(world.viewer, { document: DOCUMENT, tests: TESTS, callId }),
    );
    expect(changed).toMatchObject({ code: "CONFLICT" });
    expect(changed.message).toContain("Write the test by hand");
    // With something typed in its place it is an imagined call, which states what it is itself.
    const typed = await testOfSimulation(world.viewer, {
      ...{ document: DOCUMENT, tests: TESTS, callId },
      args: '{"text":"a","amount":1}',
    });
    expect((await checkDraft(world.viewer, { document: DOCUMENT, tests: typed.tests })).tests?.passed).toBe(
      1,
    );
  });

  it("isn't made where the tests can't be read, nor of another tenant's call", async () => {
    const broken = await refusal(testOfSimulation(world.viewer, { ...call, tests: "tests: [" }));
    expect(broken).toMatchObject({ code: "INVALID_INPUT" });
    const callId = await storedCall({ text: "mine" }, "policy");
    const other = await createTenant();
    const elsewhere = testOfSimulation(ctxFor(other.id, other.admin), {
      document: DOCUMENT,
      tests: TESTS,
      callId,
    });
    await expect(elsewhere).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("what the studio offers", () => {
  it("are the newest calls that a policy decided, of this tenant only", async () => {
    const own = await storedCall({ text: "newest" }, "policy");
    const refused = await storedCall({ text: "never asked" }, "kill_switch");
    const calls = await listRecentCalls(world.viewer, { limit: 50 });
    expect(calls[0]).toMatchObject({ id: own, capability: "open.echo", agent: "worker", action: "ALLOW" });
    expect(calls[0]?.preview).toContain("newest");
    expect(calls.map(({ id }) => id)).not.toContain(refused);
    const other = await createTenant();
    expect(await listRecentCalls(ctxFor(other.id, other.viewer), { limit: 50 })).toEqual([]);
  });

  it("are the names of this tenant's registry", async () => {
    const { principals, capabilities } = await readCatalog(world.viewer);
    expect(principals).toContain("agent:worker");
    expect(capabilities.map(({ name }) => name)).toContain("open.echo");
    const other = await createTenant();
    expect((await readCatalog(ctxFor(other.id, other.viewer))).capabilities).toEqual([]);
  });
});
