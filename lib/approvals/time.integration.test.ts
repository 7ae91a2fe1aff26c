import pg from "pg";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../../tests/db";
import { heldCall, heldWorld, person, type HeldWorld } from "../../tests/held-calls";
import { systemCtx, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { approve, cancelForAgent, cancelForSession, getApproval, settleAllDue, settleDue } from "./index";

const team = newId();
/** Reviewers first, and after a while whoever is on call. */
const chain = {
  steps: [
    {
      name: "Decision",
      groups: [{ name: "Admins", members: { kind: "role" as const, role: "admin" as const }, quorum: 1 }],
    },
  ],
  escalateAfterMinutes: 10,
  denyAfterMinutes: 60,
  escalation: { kind: "team" as const, teamId: team },
};
const escalating = { chain, escalateSeconds: 600, ttlSeconds: 3600 };

/** Moves a request's times into the past, as if so many seconds had gone by since. */
async function passed(world: HeldWorld, approvalId: string, seconds: number): Promise<void> {
  await withTenant(
    world.tenantId,
    (tx) => tx.$executeRaw`
      UPDATE approvals SET escalates_at = escalates_at - make_interval(secs => ${seconds}::float8),
        expires_at = expires_at - make_interval(secs => ${seconds}::float8) WHERE id = ${approvalId}::uuid`,
  );
}

async function audited(world: HeldWorld, action?: string) {
  const where = { subjectKind: "approval", ...(action === undefined ? {} : { action }) };
  const found = await withTenant(world.tenantId, (tx) =>
    tx.auditLeaf.findMany({ where, orderBy: { id: "asc" } }),
  );
  return found.map(({ action: what, subjectId }) => ({ what, subjectId }));
}

async function onCall(world: HeldWorld): Promise<Ctx> {
  const ctx = await person(world.tenantId, ["reviewer"], "On call");
  const userId = ctx.actor.kind === "user" ? ctx.actor.id : "";
  await withTenant(world.tenantId, async (tx) => {
    const { tenantId } = world;
    await tx.team.createMany({ data: { id: team, tenantId, name: "On call" }, skipDuplicates: true });
    await tx.teamMember.createMany({ data: { tenantId, teamId: team, userId } });
  });
  return ctx;
}

describe("what fell due while nobody looked", () => {
  it("is settled in one round, however much it is", async () => {
    const world = await heldWorld();
    const { approvalId } = await heldCall(world, escalating);
    await passed(world, approvalId, 3_601);
    await withTenant(
      world.tenantId,
      (tx) => tx.$executeRaw`
        INSERT INTO approvals (id, tenant_id, call_id, session_id, agent_id, capability, definition_hash, arguments,
          arguments_hash, risk_level, reason, chain, expires_at)
        SELECT gen_random_uuid(), tenant_id, gen_random_uuid(), session_id, agent_id, capability, definition_hash, arguments,
          n::text, risk_level, reason, chain, expires_at
        FROM approvals, generate_series(1, 400) AS n WHERE id = ${approvalId}::uuid`,
    );
    await settleAllDue(world.tenantId);
    const waiting = await withTenant(world.tenantId, (tx) =>
      tx.approval.count({ where: { status: "pending" } }),
    );
    expect(waiting).toBe(0);
  });
});

describe("escalation", () => {
  it("lets the escalation group in from its moment on, and says so, before any timer has run", async () => {
    const world = await heldWorld();
    const oncall = await onCall(world);
    const { approvalId } = await heldCall(world, escalating);
    expect(await getApproval(oncall, approvalId)).toMatchObject({
      can: { ok: false, cause: "not_in_group" },
      escalation: "team On call",
      escalatedAt: null,
    });
    await passed(world, approvalId, 601);
    expect((await getApproval(oncall, approvalId)).can).toMatchObject({ ok: true, by: "escalation" });
    expect((await approve(oncall, { approvalId })).status).toBe("approved");
    expect(await settleDue(world.tenantId)).toEqual({ escalated: 0, expired: 0 });
  });

  it("and expiry are each written down once, however many connections look at the same time", async () => {
    const world = await heldWorld();
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push((await heldCall(world, escalating)).approvalId);
    const open = await heldCall(world, escalating);
    for (const id of ids) await passed(world, id, 601);
    const sweep = async () => {
      const all = await Promise.all([1, 2, 3, 4].map(() => settleDue(world.tenantId)));
      return [all.reduce((sum, it) => sum + it.escalated, 0), all.reduce((sum, it) => sum + it.expired, 0)];
    };
    expect(await sweep()).toEqual([10, 0]);
    expect(await sweep()).toEqual([0, 0]);
    for (const id of ids) await passed(world, id, 3_000);
    expect(await sweep()).toEqual([0, 10]);
    expect(await sweep()).toEqual([0, 0]);
    const subjects = async (action: string) =>
      (await audited(world, action)).map(({ subjectId }) => subjectId).sort();
    expect(await subjects("approval.escalated")).toEqual([...ids].sort());
    expect(await subjects("approval.expired")).toEqual([...ids].sort());
    const reviewer = await person(world.tenantId, ["reviewer"]);
    expect((await getApproval(reviewer, open.approvalId)).status).toBe("pending");
  });

  it("is in the record, before the expiry, also where both passed while nobody looked", async () => {
    const world = await heldWorld();
    const { approvalId } = await heldCall(world, escalating);
    await passed(world, approvalId, 3_601);
    expect(await settleDue(world.tenantId)).toEqual({ escalated: 1, expired: 1 });
    expect(await audited(world)).toEqual([
      { what: "approval.escalated", subjectId: approvalId },
      { what: "approval.expired", subjectId: approvalId },
    ]);
  });

  it("waits for nobody: a request that is being decided is left for the next round", async () => {
    const world = await heldWorld();
    const { approvalId } = await heldCall(world, escalating);
    await passed(world, approvalId, 601);
    const { superUrl } = await testDatabase();
    const client = new pg.Client({ connectionString: superUrl });
    await client.connect();
    try {
      await client.query("BEGIN");
      await client.query("SELECT FROM approvals WHERE id = $1 FOR UPDATE", [approvalId]);
      expect((await settleDue(world.tenantId)).escalated).toBe(0);
      await client.query("ROLLBACK");
    } finally {
      await client.end();
    }
    expect((await settleDue(world.tenantId)).escalated).toBe(1);
  });
});

describe("an agent that is gone", () => {
  const status = async (world: HeldWorld, approvalId: string) => {
    const found = await withTenant(world.tenantId, (tx) =>
      tx.approval.findUniqueOrThrow({ where: { id: approvalId } }),
    );
    return [found.status, found.cancelCause];
  };

  it("has what it waited for cancelled, not denied, and nothing else", async () => {
    const world = await heldWorld();
    const reviewer = await person(world.tenantId, ["reviewer"]);
    const done = await heldCall(world);
    await approve(reviewer, { approvalId: done.approvalId });
    const waiting = await heldCall(world);
    const cause = "The agent's session ended.";
    const ctx = systemCtx(world.tenantId, "r");
    expect(await cancelForSession(ctx, newId(), cause)).toBe(0);
    expect(await cancelForSession(ctx, world.sessionId, cause)).toBe(1);
    expect(await cancelForSession(ctx, world.sessionId, cause)).toBe(0);
    expect(await status(world, waiting.approvalId)).toEqual(["cancelled", cause]);
    expect(await status(world, done.approvalId)).toEqual(["approved", null]);
    const second = await heldCall(world);
    expect(await cancelForAgent(ctx, world.agentId, "The agent was disabled.")).toBe(1);
    expect(await status(world, second.approvalId)).toEqual(["cancelled", "The agent was disabled."]);
    expect((await getApproval(reviewer, second.approvalId)).cancelCause).toBe("The agent was disabled.");
    expect((await audited(world, "approval.cancelled")).map(({ subjectId }) => subjectId)).toEqual([
      waiting.approvalId,
      second.approvalId,
    ]);
  });
});
