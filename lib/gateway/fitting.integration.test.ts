import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ctxFor, type TestTenant } from "../../tests/db";
import { gatewayWorld } from "../../tests/gateway-world";
import { RestClient, type Answer } from "../../tests/rest-client";
import { approve, getApproval } from "../approvals";
import { withTenant } from "../platform/db";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import { installPolicy } from "../revisions";
import { createGateway } from "./app";
import { stopSnapshots } from "./index";
import { mcpPorts } from "./mcp-ports";

const rule = (id: string, when: string, approval: string) =>
  `  - { id: ${id}, principals: ["agent:*"], capabilities: [held.echo], when: '${when}', action: REQUIRE_APPROVAL, reason: A person looks first., obligations: { approval: { ${approval}, expiresInMinutes: 15 } } }`;
/** One reviewer as a rule; two admins where the call is urgent; nobody for what the registry calls harmless. */
const policy = (about: string) => `
version: 1
description: ${about}
rules:
  - { id: harmless, principals: ["agent:*"], capabilities: [held.echo], when: 'capability.risk == "LOW"', action: ALLOW }
${rule("urgent", "has(context.urgent)", "chain: two-admins")}
${rule("usual", "true", "role: reviewer")}
`;

const app = createGateway();
let world: TestTenant;
let client: RestClient;

beforeAll(async () => {
  world = await gatewayWorld();
  await installPolicy(ctxFor(world.id, world.admin), policy("The first."));
  client = await RestClient.open(app, world);
});
afterEach(() => vi.useRealTimers());
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

type Change = { approval?: string; context?: Record<string, unknown> };
const call = (text: string, change: Change = {}) =>
  client.call({ tool: "held.echo", args: { text }, ...change });

/** A call that waits for people, with arguments that no other test uses. */
async function held(): Promise<{ text: string; id: string; callId: string }> {
  const text = newId();
  const { status, body } = await call(text);
  expect(status, JSON.stringify(body)).toBe(202);
  return { text, id: body.approval!.id, callId: String(body.call_id) };
}

async function approved() {
  const it = await held();
  await approve(ctxFor(world.id, world.reviewer), { approvalId: it.id });
  return it;
}

async function rate(riskLevel: string): Promise<void> {
  await withTenant(world.id, (tx) =>
    tx.capability.updateMany({ where: { tenantId: world.id, name: "held.echo" }, data: { riskLevel } }),
  );
}

/** Asked anew: another request than the first. */
function expectAnew({ status, body }: Answer, than: string): void {
  expect(status, JSON.stringify(body)).toBe(202);
  expect(body.approval!.id).not.toBe(than);
}

const stored = (id: string) => withTenant(world.id, (tx) => tx.approval.findUniqueOrThrow({ where: { id } }));

describe("what one reviewer approved", () => {
  it("does not run where another rule asks by then", async () => {
    const { text, id } = await approved();
    const urgent = { context: { urgent: true } };
    const named = await call(text, { approval: id, ...urgent });
    expect(named.body).toMatchObject({
      code: "GRANT_UNAVAILABLE",
      detail: "The approval is for what another rule asks. Call without it to ask anew.",
    });
    expectAnew(await call(text, urgent), id);
  });

  it("does not run once its tool is rated CRITICAL, and two people are asked", async () => {
    const { text, id } = await approved();
    await rate("CRITICAL");
    const named = await call(text, { approval: id });
    expect(named.body).toMatchObject({
      code: "GRANT_UNAVAILABLE",
      detail: "The approval is for the tool while its risk was MEDIUM. Call without it to ask anew.",
    });
    const anew = await call(text);
    await rate("MEDIUM");
    expectAnew(anew, id);
    expect((await stored(anew.body.approval!.id)).chain).toMatchObject({
      steps: [{ groups: [{ quorum: 2 }] }],
    });
  });

  it("runs with its approval, and once, where nobody would be asked any more", async () => {
    const { text, id, callId } = await approved();
    await rate("LOW");
    const ran = await call(text, { approval: id });
    await rate("MEDIUM");
    expect(ran.body).toMatchObject({ call_id: callId, decision: { code: "APPROVED" } });
    expect((await call(text, { approval: id })).body).toMatchObject({ code: "GRANT_UNAVAILABLE" });
  });
});

describe("what waits", () => {
  it("gives way to a new request where an equal call is asked about for another reason", async () => {
    const { text, id } = await held();
    const anew = await call(text, { context: { urgent: true } });
    expectAnew(anew, id);
    expect(await stored(id)).toMatchObject({
      status: "cancelled",
      cancelCause: "The agent had to ask anew, because this was for what another rule asks.",
    });
  });

  it("gives way to a new request where an equal call comes under another policy revision", async () => {
    const { text, id } = await held();
    const reader = ctxFor(world.id, world.reviewer);
    expect((await getApproval(reader, id)).outdated).toBe(false);
    await installPolicy(ctxFor(world.id, world.admin), policy("The second."));
    expect((await getApproval(reader, id)).outdated).toBe(true);
    const anew = await call(text);
    expectAnew(anew, id);
    expect((await stored(id)).status).toBe("cancelled");
    expect((await getApproval(reader, anew.body.approval!.id)).outdated).toBe(false);
  });
});

/** What an agent reads that asks for its call later. */
async function saidOf(callId: string): Promise<string> {
  const { id: tenantId, agent } = world;
  const caller = { tenantId, agentId: agent.id, agentName: "agent:worker", keyId: agent.keyId };
  const signal = new AbortController().signal;
  const status = await mcpPorts.callStatus(caller, callId, { holdMs: 0, signal });
  return status.kind === "refused" ? status.error.message : status.kind;
}

describe("a request that a stop keeps frozen", () => {
  it("still waits, though its time would be over by now", async () => {
    const { id, callId } = await held();
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
    await withTenant(world.id, (tx) =>
      tx.approval.update({ where: { id }, data: { frozenAt: ago(60), expiresAt: ago(30) } }),
    );
    expect((await client.send(`/api/v1/calls/${callId}`)).body).toMatchObject({
      state: "held",
      approval: { status: "pending" },
    });
  });
});

describe.each([
  ["an hour ahead", 60],
  ["an hour behind", -60],
])("with this process's clock %s", (_, minutes) => {
  const move = () => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });

  it("an equal call finds the request that waits, and its state is held", async () => {
    const { text, id, callId } = await held();
    move();
    const { status, body } = await call(text);
    expect([status, body.approval?.id], JSON.stringify(body)).toEqual([202, id]);
    expect((await client.send(`/api/v1/calls/${callId}`)).body).toMatchObject({
      state: "held",
      approval: { status: "pending" },
    });
  });

  it("what was approved runs, while the approval is good", async () => {
    const { text, id, callId } = await approved();
    move();
    expect((await call(text, { approval: id })).body).toMatchObject({ call_id: callId });
  });

  it("what lapsed is over: a request nobody decided, and an approval nobody used", async () => {
    const [late, unused] = [await held(), await approved()];
    const past = { expiresAt: new Date(Date.now() - 1_000) };
    await withTenant(world.id, (tx) => tx.approval.update({ where: { id: late.id }, data: past }));
    await withTenant(world.id, (tx) => tx.grant.updateMany({ where: { approvalId: unused.id }, data: past }));
    move();
    for (const { callId } of [late, unused])
      expect((await client.send(`/api/v1/calls/${callId}`)).body).toMatchObject({ state: "expired" });
    expect(await saidOf(late.callId)).toBe("Nobody decided in time, so the call is denied.");
    expect(await saidOf(unused.callId)).toMatch(
      /^This call was approved, but not carried on within the time/,
    );
    for (const { text, id } of [late, unused]) expectAnew(await call(text), id);
  });
});
