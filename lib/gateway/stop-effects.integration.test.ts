import { describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, redeem, settledCall, type HeldWorld } from "../../tests/held-calls";
import { approve, deny, getApproval, listApprovals, settleDue } from "../approvals";
import { Prisma, withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { quarantineSession, releaseQuarantine } from "../quarantine";
import {
  advanceRestart,
  askRestart,
  backToStop,
  clearSwitch,
  confirmRestart,
  listSwitches,
  previewStop,
  setSwitch,
  settleSwitches,
  switchStatus,
} from "../switches";
import { letsThrough } from "./enforce/lets-through";

const reason = "It loops.";

/** One call that runs, one that has ended, one held, one approved and waiting. */
async function busyWorld() {
  const world = await heldWorld();
  const decider = await person(world.tenantId, ["reviewer", "responder", "admin"]);
  const running = await settledCall(world, { action: "ALLOW" });
  await settledCall(world, { action: "ALLOW", outcome: { status: "succeeded", result: {} } });
  const held = await heldCall(world);
  const queued = await heldCall(world);
  await approve(decider, { approvalId: queued.approvalId });
  return { world, decider, running, held, queued };
}

describe("the preview of a stop", () => {
  it("is exactly what the stop then meets", async () => {
    const { world, decider, running, held, queued } = await busyWorld();
    const stop = { scope: "agent" as const, target: world.agentId };
    const preview = await previewStop(decider, { targets: [stop] });
    expect(preview.inFlight).toMatchObject({ count: 1, examples: [{ id: running }] });
    expect(preview.held).toMatchObject({ count: 1, examples: [{ id: held.approvalId }] });
    expect(preview.queued).toMatchObject({ count: 1, examples: [{ id: queued.callId }] });
    expect(preview.sessions).toMatchObject({ count: 1, examples: [{ id: world.sessionId }] });
    expect(preview.agents).toMatchObject({ count: 1, examples: [{ id: world.agentId }] });
    const { id } = await setSwitch(decider, { ...stop, reason });
    const status = await switchStatus(decider, { id });
    expect(status).toMatchObject({
      inFlight: preview.inFlight,
      queued: preview.queued.count,
      frozen: preview.held.count,
      row: { drainedAt: null },
    });
  });

  it("names an approved call that runs by the call's id, which leads to it, and not by its second decision's", async () => {
    const { world, decider, running, queued } = await busyWorld();
    await redeem(world, queued.callId);
    const { inFlight } = await previewStop(decider, { targets: [{ scope: "tenant" }] });
    expect(inFlight.examples.map(({ id }) => id)).toEqual([queued.callId, running]);
  });

  it("of another scope has only what that one covers", async () => {
    const { world, decider, running } = await busyWorld();
    const counts = async (scope: "capability" | "upstream", target: string) => {
      const { inFlight, held, sessions, agents } = await previewStop(decider, {
        targets: [{ scope, target }],
      });
      return [inFlight.count, held.count, sessions.count, agents.count];
    };
    expect(running).toBeTruthy();
    // The call that runs is of a capability that is not registered: no upstream's, and no capability's to choose.
    expect(await counts("capability", world.capability)).toEqual([0, 1, 0, 0]);
    expect(await counts("upstream", "io.fs")).toEqual([0, 1, 0, 0]);
  });
});

describe("a stop's status", () => {
  it("says since when nothing runs any more, once, also where nobody looks", async () => {
    const { world, decider, running } = await busyWorld();
    const { id } = await setSwitch(decider, { scope: "session", target: world.sessionId, reason });
    await settleSwitches(world.tenantId);
    expect((await switchStatus(decider, { id })).row.drainedAt).toBeNull();
    await end(world, running);
    await settleSwitches(world.tenantId);
    const { rows } = await listSwitches(decider, {});
    expect(rows[0]!.drainedAt).not.toBeNull();
    const status = await switchStatus(decider, { id });
    expect(status).toMatchObject({ inFlight: { count: 0 }, row: { drainedAt: rows[0]!.drainedAt } });
    expect(Date.parse(status.row.drainedAt!)).toBeGreaterThan(Date.parse(status.row.effectiveAt!));
  });
});

async function end(world: HeldWorld, decisionId: string): Promise<void> {
  const rows = JSON.stringify([
    {
      ...{ decision_id: decisionId, call_id: decisionId, session_id: world.sessionId },
      ...{ status: "succeeded", result: "{}", result_hash: "x", attempts: 1, duration_ms: 5 },
      ...{ leaf_id: newId(), leaf: "{}" },
    },
  ]);
  await withTenant(
    world.tenantId,
    (tx) => tx.$queryRaw`SELECT record_outcomes(${world.tenantId}::uuid, ${rows}::json, NULL, NULL)`,
  );
}

/** Moves a request's times into the past, as if so many seconds had gone by since. */
async function passed(world: HeldWorld, approvalId: string, seconds: number): Promise<void> {
  await withTenant(
    world.tenantId,
    (tx) => tx.$executeRaw`
      UPDATE approvals SET expires_at = expires_at - make_interval(secs => ${seconds}::float8),
        frozen_at = frozen_at - make_interval(secs => ${seconds}::float8) WHERE id = ${approvalId}::uuid`,
  );
}

describe("a frozen request", () => {
  it("cannot be approved, naming the stop; can be denied; and its clock stands still", async () => {
    const { world, decider, held } = await busyWorld();
    const second = await heldCall(world);
    const { id } = await setSwitch(decider, { scope: "agent", target: world.agentId, reason });
    const frozen = await getApproval(decider, held.approvalId);
    expect(frozen).toMatchObject({ status: "pending", frozen: { by: "The agent" }, canDeny: { ok: true } });
    expect(frozen.can).toMatchObject({ ok: false, cause: "frozen" });
    await expect(approve(decider, { approvalId: held.approvalId })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/^The agent is stopped/) as string,
    });
    // An hour goes by in which nothing of it expires.
    await passed(world, held.approvalId, 3_600);
    await settleDue(world.tenantId);
    expect((await getApproval(decider, held.approvalId)).status).toBe("pending");
    expect((await listApprovals(decider, { view: "team" })).rows.map((row) => row.id)).toContain(
      held.approvalId,
    );
    await deny(decider, { approvalId: second.approvalId, reason: "other", comment: "No." });
    await clearSwitch(decider, { id, reason });
    const thawed = await getApproval(decider, held.approvalId);
    expect(thawed).toMatchObject({ status: "pending", frozen: null, can: { ok: true } });
    expect(Date.parse(thawed.expiresAt)).toBeGreaterThan(Date.now() + 800_000);
    await approve(decider, { approvalId: held.approvalId });
    await redeem(world, held.callId);
  });

  it("thaws when the stop's time is over, and stays free where a stop was set not to freeze", async () => {
    const { world, decider, held } = await busyWorld();
    const stop = { scope: "capability" as const, target: world.capability, reason };
    await setSwitch(decider, { ...stop, freeze: false });
    expect((await getApproval(decider, held.approvalId)).frozen).toBeNull();
    const { id } = await setSwitch(decider, {
      ...stop,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect((await getApproval(decider, held.approvalId)).frozen).not.toBeNull();
    await withTenant(
      world.tenantId,
      (tx) => tx.$executeRaw`UPDATE switches SET expires_at = clock_timestamp() WHERE id = ${id}::uuid`,
    );
    await settleSwitches(world.tenantId);
    expect((await getApproval(decider, held.approvalId)).frozen).toBeNull();
    expect((await listSwitches(decider, { state: "over" })).rows[0]).toMatchObject({ id, state: "expired" });
    const leaves = await withTenant(world.tenantId, (tx) =>
      tx.auditLeaf.count({ where: { action: "switch.expired", subjectId: id } }),
    );
    expect(leaves).toBe(1);
  });
});

describe("a quarantine", () => {
  it("thaws the requests that a stage of its release admits, and no others", async () => {
    const world = await heldWorld();
    const decider = await person(world.tenantId, ["reviewer", "responder", "admin"]);
    const { approvalId } = await heldCall(world);
    const { quarantine } = await quarantineSession(decider, { sessionId: world.sessionId, reason });
    const frozen = async () => (await getApproval(decider, approvalId)).frozen;
    const rated = (riskLevel: string) =>
      withTenant(world.tenantId, (tx) => tx.capability.updateMany({ data: { riskLevel } }));
    expect(await frozen()).toMatchObject({ by: "The session" });
    await rated("HIGH");
    await releaseQuarantine(decider, { quarantineId: quarantine.id, stage: "low_risk", reason: "Mended." });
    expect(await frozen()).toMatchObject({ by: "The session" });
    await rated("MEDIUM");
    await settleSwitches(world.tenantId);
    expect(await frozen()).toBeNull();
    await approve(decider, { approvalId });
  });
});

describe("a restart in stages", () => {
  const SESSIONS = 24;

  it("thaws the requests of the sessions that each stage lets through, with the time they had, and no others", async () => {
    const world = await heldWorld();
    const decider = await person(world.tenantId, ["reviewer", "responder", "admin"]);
    const second = await person(world.tenantId, ["reviewer", "responder", "admin"]);
    const held: { sessionId: string; approvalId: string; callId: string }[] = [];
    for (let n = 0; n < SESSIONS; n++) {
      const sessionId = newId();
      const { tenantId, agentId } = world;
      await withTenant(tenantId, (tx) =>
        tx.session.createMany({ data: { id: sessionId, tenantId, agentId, kind: "rest", label: "work" } }),
      );
      held.push({ sessionId, ...(await heldCall({ ...world, sessionId })) });
    }
    const { id } = await setSwitch(decider, { scope: "tenant", reason });
    await askRestart(decider, { id, reason: "Mended." });
    await passedForAll(world, 3_600);
    await settleDue(world.tenantId);
    const through = (percent: number) =>
      held.filter(({ sessionId }) => letsThrough({ id, percent }, sessionId)).map((it) => it.approvalId);

    await confirmRestart(second, { id });
    for (const percent of [5, 25, 50]) {
      if (percent > 5) expect(await advanceRestart(decider, { id })).toMatchObject({ percent });
      await settleSwitches(world.tenantId);
      expect(await free(world)).toEqual(through(percent).toSorted());
    }
    const [running] = held.filter(({ approvalId }) => through(50).includes(approvalId));
    const [still] = held.filter(({ approvalId }) => !through(50).includes(approvalId));
    const thawed = await getApproval(decider, running!.approvalId);
    expect(thawed).toMatchObject({ status: "pending", frozen: null, can: { ok: true } });
    expect(Date.parse(thawed.expiresAt)).toBeGreaterThan(Date.now() + 600_000);
    expect(await getApproval(decider, still!.approvalId)).toMatchObject({
      status: "pending",
      frozen: { by: "This tenant" },
    });
    await approve(decider, { approvalId: running!.approvalId });

    expect(await switchStatus(decider, { id })).toMatchObject({ inFlight: { count: 0 } });
    const began = await settledCall(world, { action: "ALLOW" });
    await backToStop(decider, { id, reason: "It loops again." });
    await settleSwitches(world.tenantId);
    expect(await switchStatus(decider, { id })).toMatchObject({
      inFlight: { count: 1, examples: [{ id: began }] },
      row: { drainedAt: null },
    });
    expect(await free(world)).toEqual([]);
    await askRestart(decider, { id, reason: "Mended better." });
    await confirmRestart(second, { id });
    for (let stage = 0; stage < 3; stage++) await advanceRestart(decider, { id });
    expect(await free(world)).toHaveLength(SESSIONS - 1);
  });

  it("lets the same sessions through in the database as in the gateway", async () => {
    const { tenantId } = await heldWorld();
    const cases = [0, 1, 5, 25, 50, 99, 100].flatMap((percent) =>
      Array.from({ length: 300 }, () => ({ id: newId(), percent, session: newId() })),
    );
    const values = cases.map(
      ({ id, percent, session }, n) =>
        Prisma.sql`(${n}::int, ${id}::uuid, ${percent}::int, ${session}::uuid)`,
    );
    const rows = await withTenant(
      tenantId,
      (tx) => tx.$queryRaw<{ through: boolean }[]>`
        SELECT switch_lets_through(v.id, v.percent, v.session) AS through
        FROM (VALUES ${Prisma.join(values)}) AS v(n, id, percent, session) ORDER BY v.n`,
    );
    expect(rows.map(({ through }) => through)).toEqual(cases.map((it) => letsThrough(it, it.session)));
  });
});

/** The requests that wait and are not frozen. */
async function free({ tenantId }: HeldWorld): Promise<string[]> {
  const where = { tenantId, status: "pending", frozenAt: null };
  const found = await withTenant(tenantId, (tx) => tx.approval.findMany({ where, select: { id: true } }));
  return found.map(({ id }) => id).toSorted();
}

async function passedForAll(world: HeldWorld, seconds: number): Promise<void> {
  const rows = await withTenant(
    world.tenantId,
    (tx) => tx.$queryRaw<{ id: string }[]>`SELECT id FROM approvals WHERE status = 'pending'`,
  );
  for (const { id } of rows) await passed(world, id, seconds);
}
