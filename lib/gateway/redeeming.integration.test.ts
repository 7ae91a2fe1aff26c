import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ctxFor, testDatabase, type TestTenant } from "../../tests/db";
import { gatewayWorld, WORLD_POLICY } from "../../tests/gateway-world";
import { RestClient, type Call } from "../../tests/rest-client";
import { approve } from "../approvals";
import { withTenant } from "../platform/db";
import { inheritedEnv } from "../platform/env/process";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import { installPolicy } from "../revisions";
import { createAgent, issueKey } from "../tenants";
import { createGateway } from "./app";
import { stopSnapshots } from "./index";
import { mcpPorts } from "./mcp-ports";

/** All of the ten thousand with AGENTGATE_TEST_SCALE=full: minutes of two cores, which every change need not pay. */
const APPROVALS = inheritedEnv().AGENTGATE_TEST_SCALE === "full" ? 10_000 : 200;
/** Approvals that stand open at once: an approval holds for a quarter of an hour only. */
const ROUND = 1_000;
const REDEEMERS = 10;
/** Approvals raced for at the same time; with more, requests would only wait in line. */
const AT_ONCE = 20;
const TOOL = "held.echo";

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

type Approved = { args: { text: string }; approval: string };

async function held(): Promise<Approved> {
  const args = { text: newId() };
  const { status, body } = await client.call({ tool: TOOL, args });
  expect(status, JSON.stringify(body)).toBe(202);
  return { args, approval: body.approval!.id };
}

async function approved(): Promise<Approved> {
  const it = await held();
  await approve(ctxFor(world.id, world.reviewer), { approvalId: it.approval });
  return it;
}

/** What approving leaves behind, for all that waits here at once: a thousand votes would take most of the test's time. */
async function approveAll(): Promise<void> {
  await withTenant(world.id, async (tx) => {
    await tx.$executeRaw`
      UPDATE approvals SET status = 'approved', decided_at = now() WHERE tenant_id = ${world.id}::uuid AND status = 'pending'`;
    await tx.$executeRaw`
      INSERT INTO grants (id, tenant_id, approval_id, session_id, agent_id, capability, definition_hash, arguments_hash,
        policy_revision_id, expires_at)
      SELECT gen_random_uuid(), a.tenant_id, a.id, a.session_id, a.agent_id, a.capability, a.definition_hash, a.arguments_hash,
        a.policy_revision_id, now() + interval '15 minutes'
      FROM approvals a WHERE a.tenant_id = ${world.id}::uuid AND a.status = 'approved'
        AND NOT EXISTS (SELECT FROM grants g WHERE g.tenant_id = a.tenant_id AND g.approval_id = a.id)`;
  });
}

/** One after the other in each of `width` lanes. */
async function inLanes<T>(count: number, width: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) done[n] = await work(n);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return done;
}

async function overRest({ args, approval }: Approved): Promise<boolean> {
  return (await client.call({ tool: TOOL, args, approval })).status === 200;
}

/** The same as one stateless request over MCP. */
async function overMcp({ args, approval }: Approved): Promise<boolean> {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.agentgate/session": client.session,
    "io.agentgate/approval": approval,
  };
  const message = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: TOOL, arguments: args, _meta },
  };
  const response = await app.request("http://127.0.0.1/mcp", {
    method: "POST",
    body: JSON.stringify(message),
    headers: {
      host: "127.0.0.1",
      authorization: `Bearer ${world.agent.apiKey}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": TOOL,
    },
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return text.includes('"status":"succeeded"');
}

/** REST is quicker to arrive, so that in a mixed race it mostly wins; every tenth is among requests over MCP alone. */
const isRest = (race: number, racer: number) => race % 10 !== 0 && racer % 5 !== 0;

describe("an approval", () => {
  it(`runs its call once: ${APPROVALS} of them, each with ${REDEEMERS} racing over REST and MCP, run ${APPROVALS} calls`, async () => {
    for (let raced = 0; raced < APPROVALS; raced += ROUND) {
      const open = await inLanes(Math.min(ROUND, APPROVALS - raced), 50, held);
      await approveAll();
      const ran = await inLanes(open.length, AT_ONCE, (n) =>
        Promise.all(
          Array.from({ length: REDEEMERS }, (_, racer) => (isRest(n, racer) ? overRest : overMcp)(open[n]!)),
        ),
      );
      expect(ran.every((racers) => racers.filter(Boolean).length === 1)).toBe(true);
    }
    // And as recorded, which is what counts: one decision that let it run and one outcome for each.
    const where = { tenantId: world.id, capability: TOOL, code: "APPROVED" };
    const decisions = await withTenant(world.id, (tx) =>
      tx.decision.findMany({ where, select: { id: true, approvalId: true } }),
    );
    expect(new Set(decisions.map(({ approvalId }) => approvalId)).size).toBe(APPROVALS);
    expect(decisions).toHaveLength(APPROVALS);
    const outcomes = await withTenant(world.id, (tx) =>
      tx.outcome.findMany({ where: { decisionId: { in: decisions.map(({ id }) => id) } } }),
    );
    expect(outcomes.filter(({ status }) => status === "succeeded")).toHaveLength(APPROVALS);
  }, 2_000_000);
});

describe("an approved call", () => {
  const executed = () =>
    withTenant(world.id, (tx) => tx.decision.count({ where: { tenantId: world.id, code: "APPROVED" } }));

  async function refused(change: Partial<Call>, it: Approved, from = client): Promise<void> {
    const before = await executed();
    const { status, body } = await from.call({ tool: TOOL, args: it.args, approval: it.approval, ...change });
    expect(status, JSON.stringify(body)).toBeGreaterThanOrEqual(400);
    expect(body.code).toMatch(/^(GRANT_UNAVAILABLE|SESSION_MISMATCH|INVALID_ARGUMENTS)$/);
    expect(await executed()).toBe(before);
  }

  it.each<[string, (it: Approved) => Partial<Call>]>([
    ["another tool", () => ({ tool: "risky.echo" })],
    ["one character more", ({ args }) => ({ args: { text: `${args.text} ` } })],
    ["another member", ({ args }) => ({ args: { ...args, amount: 1 } })],
    ["a member that is null", ({ args }) => ({ args: { ...args, nested: null } })],
    ["a member less", () => ({ args: {} })],
  ])("does not run with %s", async (_, change) => {
    const it = await approved();
    await refused(change(it), it);
    // What was approved still runs.
    expect(await overRest(it)).toBe(true);
  });

  it("is answered with its outcome to who waits for it, without being asked for again and again", async () => {
    const { approval } = await approved();
    const { callId } = await withTenant(world.id, (tx) =>
      tx.approval.findUniqueOrThrow({ where: { id: approval }, select: { callId: true } }),
    );
    const { id: tenantId, agent } = world;
    const caller = { tenantId, agentId: agent.id, agentName: "agent:worker", keyId: agent.keyId };
    const waiting = { holdMs: 20_000, signal: new AbortController().signal };
    expect(await mcpPorts.callStatus(caller, callId, waiting)).toMatchObject({
      kind: "executed",
      status: "succeeded",
    });
  });

  it("does not run in another session, for another agent, or in another tenant", async () => {
    const it = await approved();
    await refused({ sessionId: await client.openSession() }, it);
    const ctx = ctxFor(world.id, world.admin);
    const agent = await createAgent(ctx, { name: "another" });
    const { text: apiKey, id: keyId } = await issueKey(ctx, { agentId: agent.id });
    const known = async () => (await client.send("/api/v1/tools", {}, apiKey)).status;
    await expect.poll(known, { timeout: 10_000 }).toBe(200);
    const other = await RestClient.open(app, { ...world, agent: { ...agent, apiKey, keyId } });
    await refused({}, it, other);
    await refused({ sessionId: client.session }, it, other);
    const elsewhere = await RestClient.open(app, await gatewayWorld());
    await refused({}, it, elsewhere);
    await refused({ sessionId: client.session }, it, elsewhere);
    expect(await overRest(it)).toBe(true);
  });

  it("does not run once its grant has lapsed, its tool was defined anew or the policy has changed", async () => {
    const [late, redefined, outdated] = [await approved(), await approved(), await approved()];
    await asSuperuser("UPDATE grants SET expires_at = now() WHERE approval_id = $1", [late.approval]);
    await refused({}, late);
    const where = { tenantId: world.id, name: TOOL };
    const { id, definitionHash } = await withTenant(world.id, (tx) =>
      tx.capability.findFirstOrThrow({ where }),
    );
    const define = (hash: string) =>
      withTenant(world.id, (tx) => tx.capability.update({ where: { id }, data: { definitionHash: hash } }));
    await define("0".repeat(64));
    await refused({}, redefined);
    await define(definitionHash);
    expect(await overRest(redefined)).toBe(true);
    await installPolicy(
      ctxFor(world.id, world.admin),
      `${WORLD_POLICY}\n# the same rules, another revision`.replace("first.", "first, again."),
    );
    await refused({}, outdated);
  });

  it.each([
    ["tenant_id", newId()],
    ["session_id", newId()],
    ["agent_id", newId()],
    ["capability", "open.echo"],
    ["definition_hash", "0".repeat(64)],
    ["arguments_hash", "0".repeat(64)],
    ["policy_revision_id", newId()],
  ])(
    "is refused by the transaction that would spend its grant, where the grant's %s is another",
    async (column, value) => {
      const it = await approved();
      await asSuperuser(`UPDATE grants SET ${column} = $2 WHERE approval_id = $1`, [it.approval, value]);
      const before = await executed();
      const { status } = await client.call({ tool: TOOL, args: it.args, approval: it.approval });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(await executed()).toBe(before);
    },
  );
});

/** Past row-level security and privileges, as somebody who got into the database. */
async function asSuperuser(text: string, values: unknown[]): Promise<void> {
  const { superUrl } = await testDatabase();
  const database = new pg.Client({ connectionString: superUrl });
  await database.connect();
  try {
    expect((await database.query(text, values)).rowCount).toBe(1);
  } finally {
    await database.end();
  }
}
