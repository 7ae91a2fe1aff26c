import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createUser, ctxFor, type TestTenant } from "../../tests/db";
import { gatewayWorld } from "../../tests/gateway-world";
import { RestClient } from "../../tests/rest-client";
import { approve, cancelForAgent, ChainSpec, deny, getApproval, requestChanges } from "../approvals";
import { systemCtx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import { hashOf } from "../platform/json";
import { installPolicy } from "../revisions";
import { createAgent, issueKey, revokeKey } from "../tenants";
import { createGateway } from "./app";
import { cancelGone } from "./cancel-gone";
import { stopSnapshots } from "./index";

const POLICY = `
version: 1
rules:
  - { id: asks-finance, principals: ["agent:*"], capabilities: [held.echo], action: REQUIRE_APPROVAL, reason: A person looks first., obligations: { approval: { chain: finance } } }
  - { id: asks-shortly, principals: ["agent:*"], capabilities: [risky.echo], action: REQUIRE_APPROVAL, reason: A person looks first., obligations: { approval: { chain: finance, expiresInMinutes: 5 } } }
  - { id: asks-nobody, principals: ["agent:*"], capabilities: [unrated.echo], action: REQUIRE_APPROVAL, reason: A person looks first., obligations: { approval: { chain: no-such-chain } } }
  - { id: asks-role, principals: ["agent:*"], capabilities: [critical.echo, open.echo], action: REQUIRE_APPROVAL, reason: A person looks first., obligations: { approval: { role: reviewer } } }
`;
const group = (quorum: number, role = "reviewer") => ({
  name: "Finance",
  members: { kind: "role", role },
  quorum,
});
const FINANCE = {
  steps: [{ name: "Decision", groups: [group(1)] }],
  escalateAfterMinutes: 20,
  denyAfterMinutes: 60,
  escalation: { kind: "role", role: "admin" },
};

const app = createGateway();
let world: TestTenant;
let client: RestClient;

beforeAll(async () => {
  world = await gatewayWorld();
  await saveChain(1, FINANCE);
  await installPolicy(ctxFor(world.id, world.admin), POLICY);
  client = await RestClient.open(app, world);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

async function saveChain(version: number, spec: object): Promise<void> {
  const data = { id: newId(), tenantId: world.id, name: "finance", version, authorId: world.admin.id };
  await withTenant(world.id, (tx) =>
    tx.approvalChain.createMany({ data: { ...data, spec: ChainSpec.parse(spec) } }),
  );
}

/** The gateway learns of a new key a moment after it was issued. */
async function clientOf(agent: TestTenant["agent"]): Promise<RestClient> {
  const known = async () => (await client.send("/api/v1/tools", {}, agent.apiKey)).status;
  await expect.poll(known, { timeout: 10_000 }).toBe(200);
  return RestClient.open(app, { ...world, agent });
}

const args = () => ({ text: newId() });
const hold = async (tool = "held.echo", it: { args?: unknown; sessionId?: string } = {}) => {
  const { status, body } = await client.call({ tool, args: args(), ...it });
  expect(status, JSON.stringify(body)).toBe(202);
  return { ...body.approval!, callId: String(body.call_id) };
};
const stored = (id: string) => withTenant(world.id, (tx) => tx.approval.findUniqueOrThrow({ where: { id } }));
const secondsFrom = (from: Date, to: Date | null) =>
  to ? Math.round((to.getTime() - from.getTime()) / 1_000) : null;
const reviewer = () => ctxFor(world.id, world.reviewer);
const openFor = (address: unknown) =>
  client.send("/api/v1/sessions", { method: "POST", body: JSON.stringify({ acts_for: address }) });

describe("a held call", () => {
  it("is asked by the chain that its rule names, with the chain's own times", async () => {
    const it = await stored((await hold()).id);
    expect(it.chain).toMatchObject({ name: "finance", version: expect.any(Number), denyAfterMinutes: 60 });
    expect(secondsFrom(it.createdAt, it.escalatesAt)).toBe(20 * 60);
    expect(secondsFrom(it.createdAt, it.expiresAt)).toBe(60 * 60);
  });

  it("ends when its rule says, as its answer says, and isn't escalated where that would be later", async () => {
    const { id, expires_at } = await hold("risky.echo");
    const { createdAt, escalatesAt, expiresAt: at } = await stored(id);
    expect([secondsFrom(createdAt, at), at.toISOString(), escalatesAt]).toEqual([5 * 60, expires_at, null]);
  });

  it("keeps its chain when somebody edits it, and the next one has the new version", async () => {
    const before = await hold();
    const held = await stored(before.id);
    const version = (held.chain as { version: number }).version + 1;
    await saveChain(version, { ...FINANCE, steps: [{ name: "Decision", groups: [group(2)] }] });
    const after = await hold();
    expect((await stored(before.id)).chain).toEqual(held.chain);
    expect((await stored(after.id)).chain).toMatchObject({ version, steps: [{ groups: [{ quorum: 2 }] }] });
    const [one, two] = [before, after].map(({ id }) => approve(reviewer(), { approvalId: id }));
    expect([(await one!).status, (await two!).status]).toEqual(["approved", "pending"]);
    await saveChain(version + 1, FINANCE);
  });

  it("is asked of two people where it is CRITICAL, whatever its chain says", async () => {
    const it = await stored((await hold("critical.echo")).id);
    expect(it.chain).toMatchObject({ name: "reviewer", version: 0, steps: [{ groups: [{ quorum: 2 }] }] });
  });

  it("is denied, and recorded so, where its rule names a chain that there isn't", async () => {
    const { status, body } = await client.call({ tool: "unrated.echo", args: args() });
    expect(status).toBe(403);
    expect(body).toMatchObject({
      code: "CHAIN_UNKNOWN",
      rule: "asks-nobody",
      detail:
        "The policy asks the approval chain no-such-chain, which does not exist here, so the call is denied.",
    });
    const decision = await withTenant(world.id, (tx) =>
      tx.decision.findUniqueOrThrow({ where: { id: String(body.call_id) } }),
    );
    expect(decision).toMatchObject({
      action: "DENY",
      step: "approval",
      code: "CHAIN_UNKNOWN",
      approvalId: null,
    });
  });
});

describe("the requester's side", () => {
  it("is owner, deployer and whom the session acts for, frozen, and none of them decides", async () => {
    const owner = await createUser(world.id, ["reviewer"]);
    const deployer = await createUser(world.id, ["admin", "reviewer"]);
    const served = await createUser(world.id, ["reviewer"]);
    const ctx = ctxFor(world.id, deployer);
    const agent = await createAgent(ctx, { name: `a-${newId().slice(-12)}`, ownerId: owner.id });
    const { text: apiKey, id: keyId } = await issueKey(ctx, { agentId: agent.id });
    const other = await clientOf({ ...agent, apiKey, keyId });
    const body = JSON.stringify({ acts_for: served.email.toUpperCase() });
    const session = await other.send("/api/v1/sessions", { method: "POST", body });
    expect(session.body).toMatchObject({ acts_for_user_id: served.id });
    const call = { tool: "held.echo", args: args(), sessionId: String(session.body.session_id) };
    const approvalId = (await other.call(call)).body.approval!.id;

    // What changes afterwards changes nothing for the call that waits.
    await withTenant(world.id, (tx) =>
      tx.agent.update({ where: { id: agent.id }, data: { ownerId: null, deployedById: null } }),
    );
    const { requesters } = await getApproval(reviewer(), approvalId);
    expect(requesters.map(({ userId, as }) => [userId, as])).toEqual([
      [owner.id, "owner"],
      [deployer.id, "deployer"],
      [served.id, "acts_for"],
    ]);
    for (const person of [owner, deployer, served])
      await expect(approve(ctxFor(world.id, person), { approvalId })).rejects.toMatchObject({
        code: "FORBIDDEN",
        meta: { cause: "requester" },
      });
    expect((await approve(reviewer(), { approvalId })).status).toBe("approved");
  });

  it("includes who asked for an exception that is in force for the call and too weak for it", async () => {
    const data = {
      tenantId: world.id,
      scope: "tenant",
      capability: "critical.echo",
      reason: "It has to run tonight.",
      expiresAt: new Date(Date.now() + 3_600_000),
      approverIds: [world.reviewer2.id],
      requiredApprovers: 1,
      createdById: world.reviewer.id,
    };
    const id = newId();
    await withTenant(world.id, (tx) => tx.policyException.createMany({ data: { ...data, id } }));
    const { id: approvalId } = await hold("critical.echo");
    expect((await stored(approvalId)).requesters).toContainEqual({
      userId: world.reviewer.id,
      as: "exception_author",
    });
    await expect(approve(reviewer(), { approvalId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await withTenant(world.id, (tx) =>
      tx.policyException.update({ where: { id }, data: { revokedAt: new Date() } }),
    );
  });

  it.each(["nobody@example.test", "not an address", ""])("refuses to act for %j", async (address) => {
    const { status, body } = await openFor(address);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: "INVALID_INPUT", errors: [{ pointer: "/acts_for" }] });
  });

  it("says the same of somebody who is known elsewhere only", async () => {
    const elsewhere = await gatewayWorld();
    const stranger = await openFor("nobody@example.test");
    const foreign = await openFor(elsewhere.reviewer.email);
    expect(foreign.status).toBe(422);
    expect({ ...foreign.body, request_id: "" }).toEqual({ ...stranger.body, request_id: "" });
  });
});

describe("what the agent reads", () => {
  it("is the preset and the comment of a denial", async () => {
    const call = { tool: "held.echo", args: args() };
    const { id } = await hold("held.echo", call);
    await deny(reviewer(), { approvalId: id, reason: "out_of_scope" });
    expect((await client.call(call)).body).toMatchObject({
      code: "APPROVAL_DENIED",
      detail: "A reviewer denied this call: Out of scope.",
      denial_reason: "out_of_scope",
      approval_id: id,
    });
  });

  it("is what to change, while the request could still have been waiting; another call is a new request", async () => {
    const call = { tool: "held.echo", args: args() };
    const { id, callId } = await hold("held.echo", call);
    const changes = [{ pointer: "/text", problem: "Too long for the receipt." }];
    const waiting = client.call({ ...call, wait: 20 });
    await requestChanges(reviewer(), { approvalId: id, comment: "Shorter, please.", changes });
    const told = {
      code: "CHANGES_REQUESTED",
      detail: "A reviewer asks for other arguments: Shorter, please.",
      note: "Shorter, please.",
      changes,
      approval_id: id,
    };
    expect(await waiting).toMatchObject({ status: 403, body: told });
    expect(await client.call(call)).toMatchObject({ status: 403, body: told });
    expect(await client.call({ ...call, approval: id })).toMatchObject({ status: 403, body: told });
    expect((await client.send(`/api/v1/approvals/${id}`)).body).toMatchObject({
      status: "changes_requested",
      reason: "Shorter, please.",
      changes,
    });
    expect((await client.send(`/api/v1/calls/${callId}`)).body).toMatchObject({ state: "changes_requested" });
    expect((await hold()).id).not.toBe(id);
    // Once it could not be waiting any more, the same call may be asked again.
    await withTenant(world.id, (tx) =>
      tx.approval.update({ where: { id }, data: { escalatesAt: null, expiresAt: new Date() } }),
    );
    expect((await hold("held.echo", call)).id).not.toBe(id);
  });
});

describe("a request whose agent is gone", () => {
  it("is cancelled at once with its session, and says why", async () => {
    const sessionId = await client.openSession();
    const { id } = await hold("held.echo", { sessionId });
    await client.send(`/api/v1/sessions/${sessionId}/end`, { method: "POST", body: "{}" });
    expect(await stored(id)).toMatchObject({
      status: "cancelled",
      cancelCause: "The agent ended its session.",
    });
    expect((await client.send(`/api/v1/approvals/${id}`)).body).toMatchObject({
      status: "cancelled",
      cause: "The agent ended its session.",
    });
  });

  it("stays where only a connection was lost: its agent comes back for it", async () => {
    const gone = new AbortController();
    const text = args();
    const hash = hashOf(text);
    const body = JSON.stringify({ session_id: client.session, tool_name: "held.echo", arguments: text });
    const waiting = client.send("/api/v1/tools/call?wait=20", { method: "POST", body, signal: gone.signal });
    const count = () =>
      withTenant(world.id, (tx) => tx.approval.count({ where: { status: "pending", argumentsHash: hash } }));
    await expect.poll(count, { timeout: 10_000 }).toBe(1);
    gone.abort();
    await waiting.catch(() => undefined);
    await cancelGone(world.id);
    expect(await count()).toBe(1);
  });

  it.each([
    ["was disabled", "The agent was disabled."],
    ["has lost its last key", "The agent has no valid key any more."],
  ])("is cancelled once the agent %s", async (how, cause) => {
    const ctx = ctxFor(world.id, world.admin);
    const agent = await createAgent(ctx, { name: `b-${newId().slice(-12)}` });
    const { text: apiKey, id: keyId } = await issueKey(ctx, { agentId: agent.id });
    const spare = await issueKey(ctx, { agentId: agent.id });
    const other = await clientOf({ ...agent, apiKey, keyId });
    const { id } = (await other.call({ tool: "held.echo", args: args() })).body.approval!;
    await revokeKey(ctx, spare.id);
    await cancelGone(world.id);
    expect((await stored(id)).status).toBe("pending");
    if (how === "was disabled")
      await withTenant(world.id, (tx) =>
        tx.agent.update({ where: { id: agent.id }, data: { disabledAt: new Date() } }),
      );
    else await revokeKey(ctx, keyId);
    await cancelGone(world.id);
    expect(await stored(id)).toMatchObject({ status: "cancelled", cancelCause: cause });
    expect(await cancelForAgent(systemCtx(world.id, "again"), agent.id, cause)).toBe(0);
  });
});
