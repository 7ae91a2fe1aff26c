import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld } from "../../../tests/gateway-world";
import { RestClient, type Call } from "../../../tests/rest-client";
import { approve, deny } from "../../approvals";
import { withTenant } from "../../platform/db";
import { closeEvents } from "../../platform/events";
import { newId } from "../../platform/ids";
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
      sessionId: client.session,
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
    const approvalId = await pendingFor(args);
    await deny(reviewer(), { approvalId, reason: "wrong_target", comment: "Another customer's order." });
    const denied = await waiting;
    expect(denied.status).toBe(403);
    expect(denied.body).toMatchObject({
      code: "APPROVAL_DENIED",
      detail: "A reviewer denied this call: Wrong target. Another customer's order.",
      approval_id: approvalId,
      denial_reason: "wrong_target",
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
    expect(held, "the first call is held").toMatchObject({ status: 202 });
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
    expect(
      (await call({ tool: "held.echo", args, approval, sessionId: await client.openSession() })).body,
    ).toMatchObject({
      code: "GRANT_UNAVAILABLE",
    });
  });

  it("of another agent does not exist", async () => {
    const other = await gatewayWorld();
    const approval = await approved({ text: `other ${newId()}` });
    expect((await send(`/api/v1/approvals/${approval}`, {}, other.agent.apiKey)).status).toBe(404);
  });
});
