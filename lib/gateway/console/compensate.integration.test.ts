import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant, type TestUser } from "../../../tests/factories";
import { gatewayWorld, WORLD_POLICY } from "../../../tests/gateway-world";
import { RestClient } from "../../../tests/rest-client";
import { approve, deny } from "../../approvals";
import { beginCompensation, dryRun, listSideEffects, markCompensation } from "../../incidents";
import { withTenant } from "../../platform/db";
import { resetEnv } from "../../platform/env";
import { setEnv } from "../../platform/env/process";
import { newId } from "../../platform/ids";
import { hashOf } from "../../platform/json";
import { installPolicy } from "../../revisions";
import { createGateway } from "../app";
import { runCompensation, settleCompensations } from "./compensate";

const RULES = `
  - { id: makes, principals: ["agent:worker"], capabilities: [make.echo, lost.echo], action: ALLOW }
  - { id: undo-asks, principals: ["agent:compensation"], capabilities: [undo.echo], when: 'args.text.startsWith("ask")', action: REQUIRE_APPROVAL, obligations: { approval: { role: reviewer, expiresInMinutes: 15 } } }
`;
const UNDO = `  - { id: undo, principals: ["agent:compensation"], capabilities: [undo.echo], when: '!args.text.startsWith("never")', action: ALLOW }
`;
const NEVER = `  - { id: undo-never, principals: ["agent:compensation"], capabilities: [undo.echo], action: ALLOW }
`;

let world: TestTenant;
let server: ServerType;
const app = createGateway();

beforeAll(async () => {
  world = await gatewayWorld();
  await add("make", { capability: "undo.echo", mapping: { text: { from: "arguments", pointer: "/text" } } });
  await add("undo", null);
  await add("lost", null);
  await publish(UNDO);
  server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise<void>((done) => server.once("listening", done));
  setEnv({ GATEWAY_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  resetEnv();
});

const ctx = (user: TestUser = world.responder) => ctxFor(world.id, user);
const publish = (more: string) => installPolicy(ctx(world.admin), `${WORLD_POLICY}${RULES}${more}`);

async function add(
  slug: string,
  compensation: { capability: string; mapping: object } | null,
): Promise<void> {
  const upstreamId = newId();
  const inputSchema = {
    type: "object",
    properties: { text: { type: "string" } },
    required: ["text"],
    additionalProperties: false,
  };
  await withTenant(world.id, async (tx) => {
    await tx.upstream.create({
      data: { id: upstreamId, tenantId: world.id, slug, name: slug, kind: "builtin", config: {} },
    });
    await tx.capability.create({
      data: {
        id: newId(),
        tenantId: world.id,
        upstreamId,
        name: `${slug}.echo`,
        toolName: "echo",
        inputSchema,
        operation: "WRITE",
        reversible: compensation !== null,
        riskLevel: "MEDIUM",
        ...(slug === "lost" ? { reversible: true } : {}),
        ...(slug === "undo" ? { reversible: true } : {}),
        ...(compensation
          ? {
              compensationSupported: true,
              compensationCapability: compensation.capability,
              compensationMapping: compensation.mapping,
            }
          : {}),
        definitionHash: hashOf({ slug, inputSchema }),
      },
    });
  });
}

/** An incident about a session in which each text was made. */
async function incidentWith(...texts: string[]): Promise<{ id: string; decisionIds: string[] }> {
  const client = await RestClient.open(app, world);
  const decisionIds: string[] = [];
  for (const text of texts) {
    const { status, body } = await client.call({ tool: "make.echo", args: { text } });
    expect(status).toBe(200);
    decisionIds.push(String(body.call_id));
  }
  const id = await openIncident(client.session);
  return { id, decisionIds };
}

async function openIncident(session: string): Promise<string> {
  const [row] = await withTenant(
    world.id,
    (tx) => tx.$queryRaw<{ id: string }[]>`
      SELECT open_incident(${world.id}::uuid, 'Wrong things made', 'manual', 'SEV3', ${session}::uuid, NULL, NULL, NULL) AS id`,
  );
  return row!.id;
}

/** How often this text was taken back. */
async function undone(text: string): Promise<number> {
  const rows = await withTenant(world.id, (tx) =>
    tx.decision.findMany({ where: { capability: "undo.echo", action: "ALLOW" } }),
  );
  return rows.filter((row) => (row.arguments as { text?: string }).text === text).length;
}
const rowOf = async (id: string, decisionId: string) =>
  (await listSideEffects(ctx(), { id })).rows.find((row) => row.decisionId === decisionId)!;

describe("taking calls back", () => {
  it("calls what the mapping says, newest first, as agent:compensation for the person, and says so", async () => {
    const { id, decisionIds } = await incidentWith("one", "two");
    expect(await dryRun(ctx(), { id, decisionIds: [decisionIds[0]!] })).toEqual([
      { decisionId: decisionIds[0], capability: "undo.echo", arguments: { text: "one" }, faults: [] },
    ]);
    const { states } = await runCompensation(ctx(), { id, decisionIds });
    expect(states.map(({ decisionId, state }) => [decisionId, state])).toEqual([
      [decisionIds[1], "done"],
      [decisionIds[0], "done"],
    ]);
    const { run, by } = await rowOf(id, decisionIds[0]!);
    expect(by).toBe(world.responder.name);
    const found = await withTenant(world.id, async (tx) => ({
      decision: await tx.decision.findUniqueOrThrow({ where: { id: run!.callId! } }),
      session: await tx.session.findUniqueOrThrow({ where: { id: run!.sessionId! } }),
      step: await tx.incidentStep.findFirstOrThrow({ where: { incidentId: id, kind: "compensate" } }),
      events: await tx.incidentEvent.findMany({ where: { incidentId: id, kind: "compensation" } }),
      keys: await tx.apiKey.findMany({ where: { agent: { name: "compensation" } } }),
    }));
    expect(found.decision).toMatchObject({ ruleId: "undo", arguments: { text: "one" } });
    expect(found.session).toMatchObject({ actsForId: world.responder.id, endedAt: expect.any(Date) });
    expect(found.session.label).toMatch(/^INC-\d+: /);
    expect(found.step).toMatchObject({ state: "done", evidence: "2 of 2 taken back." });
    expect(found.events).toHaveLength(3);
    expect(found.keys.every(({ revokedAt }) => revokedAt !== null)).toBe(true);
  });

  it("does nothing twice: not again, not at once, and not for another incident about the same call", async () => {
    const { id, decisionIds } = await incidentWith("once");
    const both = await Promise.allSettled([
      runCompensation(ctx(), { id, decisionIds }),
      runCompensation(ctx(world.admin), { id, decisionIds }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const session = (await rowOf(id, decisionIds[0]!)).sessionId!;
    const other = await openIncident(session);
    for (const again of [id, other])
      await expect(runCompensation(ctx(), { id: again, decisionIds })).rejects.toMatchObject({
        code: "CONFLICT",
      });
    expect(await undone("once")).toBe(1);
    const { number } = await withTenant(world.id, (tx) => tx.incident.findUniqueOrThrow({ where: { id } }));
    expect(await rowOf(id, decisionIds[0]!)).toMatchObject({ state: "done", elsewhere: null });
    expect(await rowOf(other, decisionIds[0]!)).toMatchObject({
      ...{ state: "done", elsewhere: `INC-${number}`, refused: `INC-${number} has seen to it already.` },
    });
  });

  it("waits for people where the policy asks them, and not for the person who began it", async () => {
    const { id, decisionIds } = await incidentWith("ask yes", "ask no");
    const decider: TestUser = { ...world.responder, roles: ["responder", "reviewer"] };
    const { states } = await runCompensation(ctx(decider), { id, decisionIds });
    expect(states.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    const approvalOf = async (at: number) => (await rowOf(id, decisionIds[at]!)).run!.approvalId!;
    const yes = { approvalId: await approvalOf(0) };
    await expect(approve(ctx(decider), yes)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await approve(ctx(world.reviewer), yes);
    await deny(ctx(world.reviewer), {
      approvalId: await approvalOf(1),
      reason: "wrong_target",
      comment: "Keep it.",
    });
    await Promise.all([settleCompensations(world.id, 0), settleCompensations(world.id, 0)]);
    await expect.poll(async () => (await rowOf(id, decisionIds[0]!)).state).toBe("done");
    expect(await rowOf(id, decisionIds[1]!)).toMatchObject({
      state: "failed",
      detail: expect.stringMatching(/^A reviewer denied it: Wrong target\. Keep it\. Start it again/),
      refused: null,
    });
    expect(await undone("ask yes")).toBe(1);
    expect(await undone("ask no")).toBe(0);
  });

  it("fails with the reason where the policy denies it, and can be started again once it allows it", async () => {
    const { id, decisionIds } = await incidentWith("never mind");
    const { states } = await runCompensation(ctx(), { id, decisionIds });
    expect(states[0]).toMatchObject({
      state: "failed",
      detail: expect.stringContaining('a rule that lets "agent:compensation" call undo.echo'),
    });
    await publish(NEVER);
    const again = await runCompensation(ctx(), { id, decisionIds });
    expect(again.states[0]).toMatchObject({ state: "done" });
    expect(await undone("never mind")).toBe(1);
    await publish(UNDO);
  });

  it("is for people to say where no call takes it back, and then no longer for a call", async () => {
    const client = await RestClient.open(app, world);
    const { body } = await client.call({ tool: "lost.echo", args: { text: "gone" } });
    const id = await openIncident(client.session);
    const decisionId = String(body.call_id);
    expect(await rowOf(id, decisionId)).toMatchObject({ way: { kind: "none" }, refused: expect.any(String) });
    await expect(runCompensation(ctx(), { id, decisionIds: [decisionId] })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await markCompensation(ctx(), { id, decisionId, state: "manual", note: "Restored from the backup." });
    expect(await rowOf(id, decisionId)).toMatchObject({
      state: "manual",
      detail: "Restored from the backup.",
    });
  });
});

describe("a compensation that was interrupted", () => {
  it("is carried on where it was only written down", async () => {
    const { id, decisionIds } = await incidentWith("written down");
    await beginCompensation(ctx(), { id, decisionIds });
    await Promise.all([0, 0, 0].map((quiet) => settleCompensations(world.id, quiet)));
    await expect.poll(async () => (await rowOf(id, decisionIds[0]!)).state).toBe("done");
    expect(await undone("written down")).toBe(1);
  });

  it("finds its call again where it had been sent and nothing was written down of it", async () => {
    const { id, decisionIds } = await incidentWith("sent");
    await runCompensation(ctx(), { id, decisionIds });
    await withTenant(world.id, (tx) =>
      tx.incidentCompensation.updateMany({
        where: { incidentId: id },
        data: { state: "running", runCallId: null, detail: "" },
      }),
    );
    await settleCompensations(world.id, 0);
    expect(await rowOf(id, decisionIds[0]!)).toMatchObject({ state: "done", detail: "undo.echo succeeded." });
    expect(await undone("sent")).toBe(1);
  });

  it("stays as it is while the gateway is away", async () => {
    const { id, decisionIds } = await incidentWith("later");
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    setEnv({ GATEWAY_URL: "http://127.0.0.1:9" });
    const { states } = await runCompensation(ctx(), { id, decisionIds });
    expect(states[0]).toMatchObject({ state: "running" });
    setEnv({ GATEWAY_URL: address });
    await settleCompensations(world.id, 0);
    expect(await rowOf(id, decisionIds[0]!)).toMatchObject({ state: "done" });
  });
});

describe("who may take calls back", () => {
  it("are admins and responders of the incident's own tenant", async () => {
    const { id, decisionIds } = await incidentWith("not yours");
    for (const user of [world.viewer, world.reviewer])
      await expect(runCompensation(ctx(user), { id, decisionIds })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    const other = await createTenant();
    const theirs = ctxFor(other.id, other.admin);
    await expect(runCompensation(theirs, { id, decisionIds })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(listSideEffects(theirs, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await undone("not yours")).toBe(0);
  });
});
