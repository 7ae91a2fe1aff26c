import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { systemCtx, type Ctx } from "../platform/ctx";
import { withSystem, withTenant } from "../platform/db";
import { setEnv } from "../platform/env/process";
import { resetEnv } from "../platform/env";
import { newId } from "../platform/ids";
import { openSession } from "../sessions";
import {
  advanceRestart,
  askRestart,
  backToStop,
  clearSwitch,
  confirmRestart,
  lastDrill,
  listSwitches,
  mayOperate,
  previewStop,
  readStrip,
  runDrill,
  searchTargets,
  setSwitch,
  setSwitches,
  settleGlobalSwitches,
  settleSwitches,
  switchStatus,
} from "./index";

let tenant: TestTenant;
let admin: Ctx;
let responder: Ctx;
let reviewer: Ctx;
let viewer: Ctx;
beforeAll(async () => {
  tenant = await createTenant();
  admin = ctxFor(tenant.id, tenant.admin);
  responder = ctxFor(tenant.id, tenant.responder);
  reviewer = ctxFor(tenant.id, tenant.reviewer);
  viewer = ctxFor(tenant.id, tenant.viewer);
});

const reason = "It loops.";
const agentStop = () => ({ scope: "agent" as const, target: tenant.agent.id, reason });

async function leaves(tenantId: string, action: string) {
  const found = await withTenant(tenantId, (tx) =>
    tx.auditLeaf.findMany({ where: { action }, orderBy: { id: "asc" } }),
  );
  return found.map(({ id, subjectId, bytes }) => ({
    id,
    subjectId,
    data: (JSON.parse(Buffer.from(bytes).toString()) as { data: Record<string, unknown> }).data,
  }));
}

describe("setting a switch", () => {
  it("is for those with the right, is recorded once with what it covers, and says when it was in force", async () => {
    await expect(setSwitch(viewer, agentStop())).rejects.toMatchObject({ code: "FORBIDDEN" });
    const set = await setSwitch(reviewer, agentStop());
    expect(set).toMatchObject({ complete: true, switches: [{ scope: "agent", target: tenant.agent.id }] });
    const [leaf, ...more] = await leaves(tenant.id, "switch.set");
    expect(more).toEqual([]);
    expect(leaf).toMatchObject({ id: set.auditId, subjectId: set.id });
    expect(leaf!.data).toMatchObject({ reason, inFlight: "finish", freeze: true, origin: "person" });
    await settleSwitches(tenant.id);
    const [covered] = await leaves(tenant.id, "switch.covered");
    expect(covered).toMatchObject({ subjectId: set.id, data: { covers: { agents: 1 } } });
    const { rows } = await listSwitches(viewer, {});
    expect(rows).toMatchObject([
      { id: set.id, label: "worker", setBy: { id: tenant.reviewer.id }, state: "in_force", percent: 0 },
    ]);
    expect(rows[0]!.enforcedMs).toBeGreaterThanOrEqual(0);
    await clearSwitch(responder, { id: set.id, reason: "It was mended." });
  });

  it("of several things is one action with one record and a switch for each", async () => {
    const sessionId = (await openSession({ tenantId: tenant.id, agentId: tenant.agent.id }, {})).id;
    const before = (await leaves(tenant.id, "switch.set")).length;
    const set = await setSwitches(responder, {
      targets: [
        { scope: "agent", target: tenant.agent.id },
        { scope: "session", target: sessionId },
      ],
      reason,
      inFlight: "cancel",
    });
    expect(set.switches).toHaveLength(2);
    const recorded = await leaves(tenant.id, "switch.set");
    expect(recorded).toHaveLength(before + 1);
    expect(recorded.at(-1)!.data.switches).toEqual(set.switches);
    for (const { id } of set.switches) await clearSwitch(responder, { id, reason });
  });

  it("of what does not exist here is an error that names it", async () => {
    const other = await createTenant();
    for (const [scope, target] of [
      ["agent", other.agent.id],
      ["capability", "no.such"],
      ["upstream", "none"],
      ["session", newId()],
    ] as const)
      await expect(setSwitch(admin, { scope, target, reason })).rejects.toMatchObject({
        code: "INVALID_INPUT",
        message: `There is no ${scope} ${target} in this tenant.`,
      });
    await expect(setSwitch(admin, { scope: "agent", reason })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(setSwitch(admin, { ...agentStop(), incidentId: newId() })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("does not reach other tenants, and another tenant's does not exist", async () => {
    const other = await createTenant();
    const set = await setSwitch(admin, agentStop());
    const stranger = ctxFor(other.id, other.admin);
    expect((await listSwitches(stranger, {})).rows).toEqual([]);
    await expect(switchStatus(stranger, { id: set.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(clearSwitch(stranger, { id: set.id, reason })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await clearSwitch(responder, { id: set.id, reason });
  });
});

describe("lifting a narrow stop", () => {
  it("takes one person with the right, a recent proof and a reason, once", async () => {
    const { id } = await setSwitch(reviewer, agentStop());
    await expect(clearSwitch(reviewer, { id, reason })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const long = { ...responder, actor: { ...responder.actor, authenticatedAt: 0 } } as Ctx;
    await expect(clearSwitch(long, { id, reason })).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await expect(clearSwitch(responder, { id, reason: " " })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const results = await Promise.allSettled([
      clearSwitch(responder, { id, reason }),
      clearSwitch(admin, { id, reason }),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "CONFLICT" },
    });
    const cleared = (await leaves(tenant.id, "switch.cleared")).filter(({ subjectId }) => subjectId === id);
    expect(cleared).toHaveLength(1);
  });
});

describe("restarting a tenant", () => {
  it("takes two people and goes in stages; the last one ends the stop", async () => {
    const { id } = await setSwitch(reviewer, { scope: "tenant", reason });
    await expect(clearSwitch(admin, { id, reason })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(askRestart(systemCtx(tenant.id, "cli"), { id, reason })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(confirmRestart(admin, { id })).rejects.toMatchObject({ code: "CONFLICT" });
    await askRestart(responder, { id, reason: "Mended." });
    await expect(confirmRestart(responder, { id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(advanceRestart(admin, { id })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await confirmRestart(admin, { id })).toMatchObject({ percent: 5 });
    expect((await listSwitches(viewer, {})).rows[0]).toMatchObject({ state: "restarting", percent: 5 });
    expect(await advanceRestart(responder, { id })).toMatchObject({ percent: 25 });
    expect(await backToStop(reviewer, { id, reason: "It loops again." })).toMatchObject({ percent: 0 });
    await expect(advanceRestart(admin, { id })).rejects.toMatchObject({ code: "CONFLICT" });
    await askRestart(admin, { id, reason: "Mended better." });
    await confirmRestart(responder, { id });
    for (const percent of [25, 50]) expect(await advanceRestart(admin, { id })).toMatchObject({ percent });
    expect(await advanceRestart(admin, { id })).toMatchObject({ percent: 100, over: true });
    expect((await listSwitches(viewer, {})).rows).toEqual([]);
    expect((await listSwitches(viewer, { state: "over" })).rows[0]).toMatchObject({
      id,
      state: "cleared",
      cleared: { reason: "Mended better.", by: { id: tenant.admin.id } },
    });
  });

  it("confirmed by two at once is confirmed once", async () => {
    const { id } = await setSwitch(reviewer, { scope: "tenant", reason });
    await askRestart(responder, { id, reason });
    const again = await Promise.allSettled([confirmRestart(admin, { id }), confirmRestart(admin, { id })]);
    expect(again.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (let stage = 0; stage < 3; stage++) await advanceRestart(admin, { id });
  });
});

describe("a stop of all tenants", () => {
  it("is for whom the installation lists, reaches every tenant, and is restarted by two of them", async () => {
    await expect(setSwitch(admin, { scope: "global", reason })).rejects.toMatchObject({ code: "FORBIDDEN" });
    setEnv({ AGENTGATE_OPERATORS: `${tenant.admin.email.toUpperCase()}, ${tenant.responder.email}` });
    resetEnv();
    try {
      expect(await mayOperate(reviewer)).toMatchObject({ ok: false });
      const other = await createTenant();
      const preview = await previewStop(admin, { targets: [{ scope: "global" }] });
      expect(preview.tenants).toBeGreaterThanOrEqual(2);
      const epoch = (id: string) => withTenant(id, (tx) => tx.tenant.findUniqueOrThrow({ where: { id } }));
      const before = (await epoch(other.id)).controlEpoch;
      const { id, complete } = await setSwitch(admin, { scope: "global", reason });
      expect(complete).toBe(true);
      expect((await epoch(other.id)).controlEpoch).toBeGreaterThan(before);
      const stranger = ctxFor(other.id, other.admin);
      const [seen] = (await listSwitches(stranger, {})).rows;
      expect(seen).toMatchObject({ id, scope: "global", setBy: { name: "a former member" } });
      expect(seen!.can.ask.ok).toBe(false);
      await expect(askRestart(stranger, { id, reason })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await askRestart(admin, { id, reason });
      await confirmRestart(responder, { id });
      for (let stage = 0; stage < 3; stage++) await advanceRestart(admin, { id });
      expect((await listSwitches(stranger, {})).rows).toEqual([]);
    } finally {
      setEnv({ AGENTGATE_OPERATORS: "" });
      resetEnv();
    }
  });

  it("is told to every tenant, and when its time is over to the audit log that has it", async () => {
    setEnv({ AGENTGATE_OPERATORS: tenant.admin.email });
    resetEnv();
    try {
      const other = await createTenant();
      const endpoint = { kind: "webhook", name: "all", config: {}, events: [], createdById: other.admin.id };
      await withTenant(other.id, (tx) =>
        tx.notificationEndpoint.create({ data: { id: newId(), tenantId: other.id, ...endpoint } }),
      );
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      const { id } = await setSwitch(admin, { scope: "global", reason, expiresAt });
      await withSystem((tx) => tx.switch.update({ where: { id }, data: { expiresAt: new Date() } }));
      await settleGlobalSwitches();
      const told = await withTenant(other.id, (tx) =>
        tx.notificationEvent.findMany({ where: { subjectId: id }, orderBy: { createdAt: "asc" } }),
      );
      expect(told.map(({ type }) => type)).toEqual(["switch.set", "switch.cleared"]);
      const expired = (await leaves(tenant.id, "switch.expired")).filter(({ subjectId }) => subjectId === id);
      expect(expired).toMatchObject([{ data: { scope: "global", target: null } }]);
    } finally {
      setEnv({ AGENTGATE_OPERATORS: "" });
      resetEnv();
    }
  });
});

describe("a drill", () => {
  it("measures the whole way and stops nothing, and is no stop in any list", async () => {
    expect(await lastDrill(viewer)).toBeNull();
    const drill = await runDrill(reviewer);
    expect(drill).toMatchObject({ complete: true, by: tenant.reviewer.name });
    expect(await lastDrill(viewer)).toMatchObject({ id: drill.id, gateways: drill.gateways });
    for (const state of ["in_force", "over"] as const) {
      const { rows } = await listSwitches(viewer, { state });
      expect(rows.map(({ id }) => id)).not.toContain(drill.id);
    }
    expect(await readStrip(viewer)).toEqual({ stops: [], count: 0, quarantined: 0, stopFile: null });
  });
});

describe("choosing what to stop", () => {
  it("finds agents and sessions by name and by id", async () => {
    const session = await openSession({ tenantId: tenant.id, agentId: tenant.agent.id }, {});
    expect((await searchTargets(viewer, { q: "work" })).map(({ scope }) => scope)).toEqual(
      expect.arrayContaining(["agent", "session"]),
    );
    expect(await searchTargets(viewer, { q: session.id })).toMatchObject([
      { scope: "session", target: session.id },
    ]);
  });
});
