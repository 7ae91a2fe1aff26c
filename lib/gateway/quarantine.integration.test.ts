import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ctxFor, type TestTenant } from "../../tests/db";
import { gatewayWorld } from "../../tests/gateway-world";
import { RestClient, type Call } from "../../tests/rest-client";
import { approve } from "../approvals";
import { listSessions } from "../calls";
import { withTenant } from "../platform/db";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import { getSessionRisk, listQuarantines, releaseQuarantine } from "../quarantine";
import { setSwitch } from "../switches";
import { createGateway } from "./app";
import { commitDecision, type DecisionRow } from "./commit";
import { withLeaf } from "./commit/build";
import { stopSnapshots } from "./index";
import { riskTerms, snapshots } from "./snapshot";

const app = createGateway();
let world: TestTenant;
let client: RestClient;

beforeAll(async () => {
  world = await gatewayWorld();
  // Never the whole agent: these tests quarantine many of its sessions.
  const data = { quarantine: true, agentStopAfter: 0, weights: { failure: 4 } };
  await withTenant(world.id, async (tx) => {
    await tx.containmentSettings.update({ where: { tenantId: world.id }, data });
    // Events are written only where somebody is to be told.
    const endpoint = { kind: "webhook", name: "all", config: {}, events: [], createdById: world.admin.id };
    await tx.notificationEndpoint.createMany({ data: { id: newId(), tenantId: world.id, ...endpoint } });
  });
});
beforeEach(async () => {
  client = await RestClient.open(app, world);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

const viewer = () => ctxFor(world.id, world.viewer);
const risk = () => getSessionRisk(viewer(), { sessionId: client.session });
const denied = async () => {
  const { body } = await client.call({ args: { text: "forbidden" } });
  return body.code;
};
const ok = async (call: Call = {}) => (await client.call(call)).status;
/** Since so long ago: for what would take minutes. */
const age = (seconds: number) =>
  withTenant(
    world.id,
    (tx) =>
      tx.$executeRaw`UPDATE session_risk SET at = at - make_interval(secs => ${seconds}::int) WHERE session_id = ${client.session}::uuid`,
  );
const quarantines = async () => (await listQuarantines(viewer(), { sessionId: client.session })).rows;

describe("an agent that is denied again and again", () => {
  it("is quarantined in the transaction of the denial that crosses: the next call is refused, with the incident", async () => {
    expect(await denied()).toBe("POLICY_DENIED");
    expect(await ok()).toBe(200);
    expect(await denied()).toBe("POLICY_DENIED");
    const [held] = await quarantines();
    expect(held).toMatchObject({ score: 8, threshold: 6, revocation: "pending", openedBy: null });
    const { status, body } = await client.call();
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: "QUARANTINED", incident_id: held!.incidentId });
    // What is refused for the quarantine, or sent to it, adds nothing.
    expect(await denied()).toBe("QUARANTINED");
    expect((await risk()).signals.map(({ signal, points }) => [signal, points])).toEqual([
      ["deny", 4],
      ["deny", 4],
    ]);
    expect((await risk()).signals[0]!.decisionId).toBe(held!.decisionId);
    const note = await withTenant(world.id, (tx) =>
      tx.notificationEvent.findMany({ where: { tenantId: world.id, type: "incident.opened" } }),
    );
    expect(note.map(({ subjectId }) => subjectId)).toContain(held!.incidentId);
    await releaseQuarantine(ctxFor(world.id, world.responder), {
      ...{ quarantineId: held!.id, stage: "full", reason: "Explained." },
    });
    expect(await ok()).toBe(200);
    expect(await denied()).toBe("POLICY_DENIED");
    // Watched: one denial is enough now.
    expect((await client.call()).body.code).toBe("QUARANTINED");
    expect((await quarantines()).map(({ incidentId }) => incidentId)).toEqual([
      held!.incidentId,
      held!.incidentId,
    ]);
  });

  it("is not, where its denials are far enough apart", async () => {
    await denied();
    await age(660);
    await denied();
    expect(await risk()).toMatchObject({ score: 5.9, quarantine: null });
    await age(3_600);
    expect((await risk()).score).toBeLessThan(0.2);
  });

  it("is let through in stages while it is released, and counts nothing meanwhile", async () => {
    await denied();
    await denied();
    const [held] = await quarantines();
    const to = (stage: "reads" | "low_risk") =>
      releaseQuarantine(ctxFor(world.id, world.admin), {
        quarantineId: held!.id,
        stage,
        reason: "Step by step.",
      });
    await to("reads");
    expect(await ok()).toBe(200);
    expect(await ok({ tool: "held.echo" })).toBe(403);
    expect(await denied()).toBe("POLICY_DENIED");
    await to("low_risk");
    expect(await ok({ tool: "held.echo" })).toBe(202);
    expect(await ok({ tool: "risky.echo" })).toBe(403);
    expect((await risk()).signals).toHaveLength(2);
  });
});

describe("what is no misbehaviour", () => {
  it("raises nothing: typos, unknown tools, bodies that are no calls", async () => {
    for (let i = 0; i < 4; i++) {
      expect((await client.call({ args: { nope: true } })).status).toBe(422);
      expect((await client.call({ tool: "no.such" })).status).toBe(404);
      await client.send("/api/v1/tools/call", { method: "POST", body: "{" });
    }
    expect(await risk()).toMatchObject({ score: 0, signals: [] });
  });

  it("raises what asking costs until people say yes, and then takes it back", async () => {
    for (let n = 0; n < 4; n++) {
      const args = { text: newId() };
      const { status, body } = await client.call({ tool: "held.echo", args });
      expect(status).toBe(202);
      expect((await risk()).score).toBe(2);
      await approve(ctxFor(world.id, world.reviewer), { approvalId: body.approval!.id });
      expect(await ok({ tool: "held.echo", args, approval: body.approval!.id })).toBe(200);
      expect((await risk()).score).toBe(0);
      // Both decisions are of the one call that people find in the session.
      const [approved, asked] = (await risk()).signals;
      expect(approved!.signal).toBe("approved");
      expect(approved!.callId).toBe(asked!.decisionId);
    }
  });

  it("never quarantines an agent for asking, however many of its calls wait at once; a denial beside it does", async () => {
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => client.call({ tool: "held.echo", args: { text: newId() } })),
    );
    expect(asked.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 202));
    expect(await risk()).toMatchObject({ score: 3, quarantine: null });
    const { rows } = await listSessions(viewer(), { q: client.session });
    expect(rows).toMatchObject([{ id: client.session, risk: { score: 3, threshold: 6 } }]);
    expect(await ok()).toBe(200);
    expect(await denied()).toBe("POLICY_DENIED");
    expect(await quarantines()).toMatchObject([{ score: 7, threshold: 6 }]);
  });

  it("nor calls against a stop that is not aimed at who calls; those against its own count", async () => {
    const setBy = ctxFor(world.id, world.admin);
    const stopped = async (scope: "tenant" | "capability" | "session", target: string | null) => {
      const { id } = await setSwitch(setBy, { scope, target, reason: "Maintenance." });
      for (let n = 0; n < 6; n++) expect((await client.call()).body.code).toBe("KILL_SWITCH");
      await withTenant(world.id, (tx) =>
        tx.switch.update({ where: { id }, data: { clearedAt: new Date(), clearReason: "Done." } }),
      );
    };
    await stopped("tenant", null);
    await stopped("capability", "open.echo");
    expect(await risk()).toMatchObject({ score: 0, signals: [], quarantine: null });
    await stopped("session", client.session);
    expect((await risk()).signals.map(({ signal }) => signal)).toContain("kill_switch");
    expect(await quarantines()).toMatchObject([{ score: 6 }]);
  });

  it("nor does garbage that is recorded in the same transaction hide a denial", async () => {
    await snapshots().reload(world.id);
    const snapshot = (await snapshots().current(world.id))!;
    const who = { tenantId: world.id, agentId: world.agent.id, requestId: newId() };
    const row = (more: Partial<DecisionRow>) => {
      const id = newId();
      const said = { action: "DENY", step: "policy", code: "POLICY_DENIED", reason: "No." } as const;
      const asked = {
        agent_id: who.agentId,
        capability: "open.echo",
        door: "rest",
        request_id: who.requestId,
      };
      return withLeaf(who, {
        id,
        call_id: id,
        control_epoch: String(snapshot.epoch),
        ...said,
        ...asked,
        ...more,
      });
    };
    const risk = { session_id: client.session, risk_signal: "deny", risk_points: 8 };
    // In one turn of the event loop, and so in one group, as requests that arrive together are.
    await Promise.all([
      commitDecision(world.id, row(risk), riskTerms(snapshot)),
      commitDecision(world.id, row({ step: "request", code: "MALFORMED_JSON" }), null),
    ]);
    expect(await quarantines()).toHaveLength(1);
  });
});

describe("an outcome", () => {
  it("counts once, and quarantines in its own transaction where it crosses", async () => {
    const config = { url: "http://127.0.0.1:9/mcp" };
    await withTenant(world.id, (tx) =>
      tx.upstream.update({
        where: { tenantId_slug: { tenantId: world.id, slug: "closed" } },
        data: { kind: "mcp_http", config },
      }),
    );
    await withTenant(
      world.id,
      (tx) =>
        tx.$executeRaw`UPDATE capabilities SET retries = 0, name = 'open.away', operation = 'READ' WHERE name = 'closed.echo' AND tenant_id = ${world.id}::uuid`,
    );
    const { installPolicy } = await import("../revisions");
    await installPolicy(
      ctxFor(world.id, world.admin),
      'version: 1\nrules:\n  - { id: all, principals: ["agent:*"], capabilities: ["*"], action: ALLOW }\n',
    );
    await snapshots().reload(world.id);
    for (let n = 0; n < 2; n++) expect(await ok({ tool: "open.away" })).toBeGreaterThanOrEqual(500);
    const [held] = await quarantines();
    expect(held).toMatchObject({ score: 8 });
    expect((await risk()).signals.map(({ signal }) => signal)).toEqual(["failure", "failure"]);
    expect((await client.call()).body.code).toBe("QUARANTINED");
  });
});
