import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { endSession, openSession } from "../sessions";
import {
  DEFAULT_CONTAINMENT,
  endWatches,
  getSessionRisk,
  listQuarantines,
  quarantineSession,
  readContainmentSettings,
  releaseQuarantine,
  updateContainmentSettings,
} from "./index";

let tenant: TestTenant;
let other: TestTenant;
let sessionId: string;

beforeAll(async () => {
  tenant = await createTenant();
  other = await createTenant();
});
beforeEach(async () => {
  sessionId = (await openSession({ tenantId: tenant.id, agentId: tenant.agent.id }, { label: "run 7" })).id;
});

const as = (who: TestTenant["admin"]) => ctxFor(tenant.id, who);
const hold = () =>
  quarantineSession(as(tenant.reviewer), { sessionId, reason: "It reads what it should not." });
const release = (quarantineId: string, stage: "reads" | "low_risk" | "full" = "full", watchMinutes = 30) =>
  releaseQuarantine(as(tenant.responder), { quarantineId, stage, reason: "Looked at it.", watchMinutes });
const TERMS = JSON.stringify({ threshold: 6, half_life: 600, agent_stop_after: 0 });

/** As the commit of a decision would. */
function addPoints(points: number, decisionId = newId()): Promise<unknown> {
  return withTenant(tenant.id, async (tx) => {
    await tx.$executeRaw`SELECT lock_risk(${tenant.id}::uuid, ARRAY[${sessionId}::uuid])::text`;
    await tx.$executeRaw`SELECT add_risk(${tenant.id}::uuid, ${sessionId}::uuid, ${decisionId}::uuid, 'deny', ${points}, ${TERMS}::json)::text`;
  });
}
const incidentOf = (id: string) =>
  withTenant(tenant.id, (tx) =>
    tx.incident.findUniqueOrThrow({
      where: { id },
      include: { steps: { orderBy: { position: "asc" } }, events: { orderBy: { id: "asc" } }, links: true },
    }),
  );
const stepOf = async (id: string, kind: string) =>
  (await incidentOf(id)).steps.find((it) => it.kind === kind);
const leafOf = async (id: string) => {
  const leaf = await withTenant(tenant.id, (tx) => tx.auditLeaf.findUniqueOrThrow({ where: { id } }));
  return JSON.parse(Buffer.from(leaf.bytes).toString()) as { action: string; data: object };
};
const settleWatch = () =>
  withTenant(tenant.id, (tx) =>
    tx.sessionRisk.update({ where: { sessionId }, data: { watchUntil: new Date(Date.now() - 1_000) } }),
  );

describe("holding a session by hand", () => {
  it("quarantines it with an incident and two records: that it is so, and who wanted it", async () => {
    const { quarantine, auditId } = await hold();
    expect(quarantine).toMatchObject({
      sessionId,
      ...{ sessionLabel: "run 7", agentName: "worker", openedBy: tenant.reviewer.name, decisionId: null },
      ...{ admits: "nothing", revocation: "pending", score: 0, releasedAt: null },
    });
    expect(quarantine.incidentRef).toMatch(/^INC-\d+$/);
    expect(await incidentOf(quarantine.incidentId)).toMatchObject({ kind: "quarantine", sessionId });
    expect(await leafOf(auditId)).toMatchObject({
      action: "quarantine.set",
      data: { incidentId: quarantine.incidentId },
    });
    await expect(hold()).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("is for who may, in their own tenant, and for a session that goes on", async () => {
    const input = { sessionId, reason: "x" };
    await expect(quarantineSession(as(tenant.viewer), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(quarantineSession(ctxFor(other.id, other.admin), input)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(quarantineSession(as(tenant.admin), { sessionId, reason: " " })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await endSession({ tenantId: tenant.id, agentId: tenant.agent.id }, sessionId);
    await expect(hold()).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("of many at once lets one through, and never stops the whole agent", async () => {
    const all = await Promise.allSettled(Array.from({ length: 8 }, hold));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const stops = await withTenant(tenant.id, (tx) => tx.switch.count({ where: { tenantId: tenant.id } }));
    expect(stops).toBe(0);
  });
});

describe("releasing", () => {
  it("goes forward in stages, each recorded, and the incident's runbook follows", async () => {
    const { quarantine } = await hold();
    const { id, incidentId } = quarantine;
    expect((await release(id, "reads")).quarantine).toMatchObject({ admits: "reads", releasedAt: null });
    expect(await stepOf(incidentId, "release")).toMatchObject({ state: "doing" });
    await expect(release(id, "reads")).rejects.toMatchObject({ code: "CONFLICT" });
    const { auditId } = await release(id, "low_risk");
    expect(await leafOf(auditId)).toMatchObject({
      action: "quarantine.eased",
      data: { before: "reads", stage: "low_risk" },
    });
    await expect(release(id, "reads")).rejects.toMatchObject({ code: "CONFLICT" });
    const done = await release(id);
    expect(done.quarantine).toMatchObject({
      releasedBy: tenant.responder.name,
      releaseReason: "Looked at it.",
    });
    const incident = await incidentOf(incidentId);
    expect(incident.steps.map(({ kind, state }) => `${kind} ${state}`)).toContain("release done");
    expect(incident.steps.map(({ kind, state }) => `${kind} ${state}`)).toContain("monitor doing");
    expect(incident.events.filter(({ kind }) => kind === "released")).toHaveLength(3);
  });

  it("is done once: the first who did it stays, whoever comes second", async () => {
    const { quarantine } = await hold();
    const both = await Promise.allSettled([
      release(quarantine.id),
      releaseQuarantine(as(tenant.admin), { quarantineId: quarantine.id, stage: "full", reason: "Me too." }),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { rows } = await listQuarantines(as(tenant.viewer), { sessionId });
    const first = both[0].status === "fulfilled" ? tenant.responder.name : tenant.admin.name;
    expect(rows).toMatchObject([{ releasedBy: first }]);
    await expect(release(quarantine.id)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await listQuarantines(as(tenant.viewer), { sessionId })).rows).toEqual(rows);
  });

  it("takes more than holding does, and another tenant's is not there", async () => {
    const { quarantine } = await hold();
    const input = { quarantineId: quarantine.id, stage: "full" as const, reason: "x" };
    for (const who of [tenant.reviewer, tenant.viewer])
      await expect(releaseQuarantine(as(who), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(releaseQuarantine(ctxFor(other.id, other.admin), input)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await listQuarantines(ctxFor(other.id, other.admin), {})).rows).toEqual([]);
  });

  it("resets the score, watches with the lower threshold, and never lifts a switch that somebody set", async () => {
    await addPoints(4);
    await addPoints(4);
    const before = await getSessionRisk(as(tenant.viewer), { sessionId });
    expect(before).toMatchObject({
      score: 8,
      threshold: 6,
      quarantine: { reason: "risk 8 reached the threshold of 6" },
    });
    expect(before.signals.map(({ points }) => points)).toEqual([4, 4]);
    const target = { tenantId: tenant.id, scope: "session", target: sessionId };
    await withTenant(tenant.id, (tx) =>
      tx.switch.create({ data: { id: newId(), ...target, reason: "by hand" } }),
    );
    await release(before.quarantine!.id);
    expect(await getSessionRisk(as(tenant.viewer), { sessionId })).toMatchObject({
      ...{ score: 0, threshold: 3, quarantine: null, signals: [] },
      watchUntil: expect.any(String) as string,
    });
    const standing = await withTenant(tenant.id, (tx) => tx.switch.findMany({ where: target }));
    expect(standing).toMatchObject([{ clearedAt: null }]);
  });
});

describe("a released session", () => {
  const crossed = async () => {
    await addPoints(8);
    return (await getSessionRisk(as(tenant.viewer), { sessionId })).quarantine!;
  };

  it("that misbehaves while it is watched is quarantined sooner, in the incident that is still open", async () => {
    const first = await crossed();
    await release(first.id);
    await addPoints(4);
    const second = (await getSessionRisk(as(tenant.viewer), { sessionId })).quarantine;
    expect(second).toMatchObject({ incidentId: first.incidentId, threshold: 3 });
    const { steps } = await incidentOf(first.incidentId);
    const states = steps.map(({ kind, state }) => `${kind} ${state}`);
    for (const state of ["release todo", "monitor failed", "revoke doing"]) expect(states).toContain(state);
    expect(await endWatches(tenant.id)).toBe(0);
  });

  it("that relapses after people resolved its incident gets a new one, and each leads to the other", async () => {
    const first = await crossed();
    await release(first.id);
    await withTenant(tenant.id, (tx) =>
      tx.incident.update({ where: { id: first.incidentId }, data: { status: "resolved" } }),
    );
    await addPoints(4);
    const second = (await getSessionRisk(as(tenant.viewer), { sessionId })).quarantine!;
    expect(second.incidentId).not.toBe(first.incidentId);
    const leads = async (id: string) =>
      (await incidentOf(id)).links
        .filter(({ subjectKind }) => subjectKind === "incident")
        .map((it) => it.subjectId);
    expect(await leads(first.incidentId)).toEqual([second.incidentId]);
    expect(await leads(second.incidentId)).toEqual([first.incidentId]);
    expect(await stepOf(first.incidentId, "monitor")).toMatchObject({ state: "failed" });
  });

  it("that keeps quiet ends its watch: the last step is done, and the usual threshold holds again", async () => {
    const { id, incidentId } = await crossed();
    await release(id);
    expect(await endWatches(tenant.id)).toBe(0);
    await settleWatch();
    expect(await endWatches(tenant.id)).toBe(1);
    expect(await endWatches(tenant.id)).toBe(0);
    expect(await stepOf(incidentId, "monitor")).toMatchObject({ state: "done" });
    expect((await incidentOf(incidentId)).events.at(-1)).toMatchObject({
      title: "Watch ended without a relapse",
    });
    expect((await getSessionRisk(as(tenant.viewer), { sessionId })).threshold).toBe(6);
  });

  it("is not watched where nobody wants it", async () => {
    const { id, incidentId } = await crossed();
    await release(id, "full", 0);
    expect(await stepOf(incidentId, "monitor")).toMatchObject({ state: "skipped" });
    expect(await getSessionRisk(as(tenant.viewer), { sessionId })).toMatchObject({
      threshold: 6,
      watchUntil: null,
    });
  });
});

describe("containment settings", () => {
  it("are the defaults until somebody who may changes them, and the record says what was before", async () => {
    const fresh = await createTenant();
    const ctx = ctxFor(fresh.id, fresh.admin);
    await withTenant(fresh.id, (tx) =>
      tx.containmentSettings.update({ where: { tenantId: fresh.id }, data: { quarantine: true } }),
    );
    const before = await readContainmentSettings(ctx);
    expect(before).toEqual(DEFAULT_CONTAINMENT);
    const after = {
      ...before,
      ...{ threshold: 8.5, weights: { ...before.weights, deny: 5 }, guardLabels: [...before.guardLabels] },
      ...{ guardAllow: ["io.fs.*"], detectLabels: ["secret" as const, "pii" as const] },
    };
    const { auditId } = await updateContainmentSettings(ctx, after);
    expect(await readContainmentSettings(ctx)).toEqual({ ...after, detectLabels: ["pii", "secret"] });
    const leaf = await withTenant(fresh.id, (tx) =>
      tx.auditLeaf.findUniqueOrThrow({ where: { id: auditId } }),
    );
    expect(JSON.parse(Buffer.from(leaf.bytes).toString())).toMatchObject({
      action: "containment.settings_changed",
      data: { before: { threshold: 6 }, after: { threshold: 8.5, weights: { deny: 5 } } },
    });
    for (const wrong of [
      { threshold: 0 },
      { halfLifeSeconds: 0 },
      { watchThreshold: 9 },
      { guardAllow: ["io.fs*"] },
    ])
      await expect(updateContainmentSettings(ctx, { ...after, ...wrong })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    for (const who of [fresh.responder, fresh.reviewer])
      await expect(updateContainmentSettings(ctxFor(fresh.id, who), after)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
  });
});
