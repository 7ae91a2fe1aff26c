import { beforeAll, describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, type HeldWorld } from "../../tests/held-calls";
import type { Ctx } from "../platform/ctx";
import { systemCtx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import {
  approvalStatus,
  approve,
  cancelApproval,
  deny,
  getApproval,
  listApprovals,
  settleDue,
} from "./index";

let world: HeldWorld;
let reviewer: Ctx;
let second: Ctx;

beforeAll(async () => {
  world = await heldWorld();
  reviewer = await person(world.tenantId, ["reviewer"], "First reviewer");
  second = await person(world.tenantId, ["reviewer"], "Second reviewer");
});

/** The actions audited of one request, in order. */
async function audited(approvalId: string): Promise<string[]> {
  const leaves = await withTenant(world.tenantId, (tx) =>
    tx.auditLeaf.findMany({
      where: { subjectKind: "approval", subjectId: approvalId },
      orderBy: { id: "asc" },
    }),
  );
  return leaves.map((leaf) => leaf.action);
}

async function failure(promise: Promise<unknown>): Promise<DomainError> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (caught: unknown) => caught,
  );
  if (error instanceof DomainError) return error;
  throw error;
}

const grants = (approvalId: string) =>
  withTenant(world.tenantId, (tx) => tx.grant.findMany({ where: { approvalId } }));

describe("approving", () => {
  it("one approval makes one grant bound to the exact call, and is audited", async () => {
    const { approvalId, callId } = await heldCall(world);
    const decided = await approve(reviewer, { approvalId, comment: "looks right" });
    expect(decided).toMatchObject({ status: "approved", step: 1, steps: 1, groups: [{ have: 1, need: 1 }] });
    const [grant, ...more] = await grants(approvalId);
    expect(more).toEqual([]);
    const held = await withTenant(world.tenantId, (tx) =>
      tx.approval.findUniqueOrThrow({ where: { id: approvalId } }),
    );
    expect(grant).toMatchObject({
      sessionId: world.sessionId,
      agentId: world.agentId,
      capability: held.capability,
      definitionHash: held.definitionHash,
      argumentsHash: held.argumentsHash,
      policyRevisionId: held.policyRevisionId,
      consumedAt: null,
    });
    expect(grant!.expiresAt.getTime() - held.decidedAt!.getTime()).toBe(15 * 60_000);
    expect(await audited(approvalId)).toEqual(["approval.approved"]);
    expect(await approvalStatus(world.tenantId, approvalId)).toMatchObject({
      status: "approved",
      callId,
      grantId: grant!.id,
      comment: null,
      reason: null,
      changes: [],
      cause: null,
    });
  });

  it("two people must approve where two are asked for, and one person cannot be both", async () => {
    const { approvalId } = await heldCall(world, { riskLevel: "CRITICAL", requiredApprovals: 2 });
    expect((await approve(reviewer, { approvalId })).status).toBe("pending");
    expect(await grants(approvalId)).toEqual([]);
    expect((await failure(approve(reviewer, { approvalId }))).code).toBe("CONFLICT");
    expect((await approve(second, { approvalId })).status).toBe("approved");
    expect(await grants(approvalId)).toHaveLength(1);
    expect(await audited(approvalId)).toEqual(["approval.voted", "approval.approved"]);
  });

  it("of two reviewers racing for the last vote, one gets a conflict that names the other", async () => {
    const { approvalId } = await heldCall(world);
    const results = await Promise.allSettled([
      approve(reviewer, { approvalId }),
      approve(second, { approvalId }),
    ]);
    const lost = results.find((result) => result.status === "rejected");
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(lost?.reason).toMatchObject({ code: "CONFLICT" });
    expect(String(lost?.reason)).toMatch(/(First|Second) reviewer approved this \d+ s ago\./);
    expect(await grants(approvalId)).toHaveLength(1);
    expect(await audited(approvalId)).toEqual(["approval.approved"]);
  });

  it("many clicks of one person at once have one effect", async () => {
    const { approvalId } = await heldCall(world, { riskLevel: "CRITICAL", requiredApprovals: 2 });
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => approve(reviewer, { approvalId })),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect((await getApproval(reviewer, approvalId)).groups).toEqual([
      { name: "Reviewers", have: 1, need: 2 },
    ]);
  });

  it("arguments that are not the ones that were hashed cannot be approved, only denied", async () => {
    const { approvalId } = await heldCall(world);
    await withTenant(world.tenantId, (tx) =>
      tx.approval.update({ where: { id: approvalId }, data: { arguments: { path: "/etc/passwd" } } }),
    );
    expect((await failure(approve(reviewer, { approvalId }))).code).toBe("CONFLICT");
    expect((await getApproval(reviewer, approvalId)).argumentsIntact).toBe(false);
    expect((await deny(reviewer, { approvalId, reason: "suspicious_input" })).status).toBe("denied");
  });
});

describe("who is refused", () => {
  it("another tenant's request does not exist", async () => {
    const { approvalId } = await heldCall(world);
    const stranger = await person((await heldWorld()).tenantId, ["reviewer"]);
    const attempts = [
      () => approve(stranger, { approvalId }),
      () => deny(stranger, { approvalId, reason: "wrong_time" }),
      () => getApproval(stranger, approvalId),
    ];
    for (const attempt of attempts) {
      expect((await failure(attempt())).code).toBe("NOT_FOUND");
    }
    expect((await failure(approvalStatus(stranger.tenantId, approvalId))).code).toBe("NOT_FOUND");
    expect((await listApprovals(stranger, {})).rows).toEqual([]);
  });

  it("a viewer may look and not decide; an admin without the eligible role likewise", async () => {
    const { approvalId } = await heldCall(world);
    const viewer = await person(world.tenantId, ["viewer"]);
    const admin = await person(world.tenantId, ["admin"]);
    expect((await failure(approve(viewer, { approvalId }))).code).toBe("FORBIDDEN");
    expect((await failure(approve(admin, { approvalId }))).code).toBe("FORBIDDEN");
    expect((await getApproval(viewer, approvalId)).can).toMatchObject({ ok: false, cause: "permission" });
    expect(await audited(approvalId)).toEqual([]);
  });

  it("nobody decides for an agent that acts for them", async () => {
    const { approvalId } = await heldCall(world);
    const owner: Ctx = {
      tenantId: world.tenantId,
      actor: { kind: "user", id: world.ownerId, label: "Agent owner", roles: ["reviewer"] },
      requestId: "r",
    };
    const refused = await failure(approve(owner, { approvalId }));
    expect(refused).toMatchObject({ code: "FORBIDDEN", meta: { cause: "requester" } });
    const shown = await getApproval(owner, approvalId);
    expect(shown.can).toMatchObject({ ok: false, cause: "requester" });
    expect(shown.deciders.map(({ name }) => name)).toEqual(["First reviewer", "Second reviewer"]);
  });

  it("neither the system nor an agent can vote", async () => {
    const { approvalId } = await heldCall(world);
    const agent: Ctx = {
      tenantId: world.tenantId,
      actor: { kind: "agent", id: world.agentId, label: "files-bot" },
      requestId: "r",
    };
    expect((await failure(approve(agent, { approvalId }))).code).toBe("FORBIDDEN");
    expect((await failure(approve(systemCtx(world.tenantId, "r"), { approvalId }))).code).toBe("FORBIDDEN");
  });
});

describe("denying", () => {
  it("needs a reason, ends the request whatever others said, and tells the agent why", async () => {
    const { approvalId } = await heldCall(world, { riskLevel: "CRITICAL", requiredApprovals: 2 });
    await approve(reviewer, { approvalId });
    expect(await failure(deny(second, { approvalId, reason: "other", comment: "  " }))).toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ pointer: "/comment" }],
    });
    expect((await deny(second, { approvalId, reason: "wrong_target", comment: "Not this one" })).status).toBe(
      "denied",
    );
    expect(await grants(approvalId)).toEqual([]);
    expect(await approvalStatus(world.tenantId, approvalId)).toMatchObject({
      status: "denied",
      comment: "Not this one",
      reason: "wrong_target",
      grantId: null,
    });
    expect(await audited(approvalId)).toEqual(["approval.voted", "approval.denied"]);
    expect((await failure(approve(second, { approvalId }))).message).toMatch(/Second reviewer denied this/);
  });
});

describe("deadlines", () => {
  it("are the database's: an overdue request is expired to everybody before any timer runs", async () => {
    const { approvalId, callId } = await heldCall(world, { ttlSeconds: 0 });
    expect(await failure(approve(reviewer, { approvalId }))).toMatchObject({
      code: "CONFLICT",
      meta: { cause: "expired" },
    });
    expect(await getApproval(reviewer, approvalId)).toMatchObject({
      status: "expired",
      can: { ok: false, cause: "expired" },
      call: { state: "expired" },
      deciders: [],
    });
    expect((await approvalStatus(world.tenantId, approvalId)).status).toBe("expired");
    expect((await listApprovals(reviewer, { q: callId })).rows).toEqual([]);
    expect((await listApprovals(reviewer, { view: "decided", q: callId })).rows).toHaveLength(1);
  });

  it("are written down once, however many processes look", async () => {
    const own = await heldWorld();
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push((await heldCall(own, { ttlSeconds: 0 })).approvalId);
    const open = await heldCall(own);
    const counts = await Promise.all([1, 2, 3, 4].map(() => settleDue(own.tenantId)));
    expect(counts.reduce((sum, { expired }) => sum + expired, 0)).toBe(12);
    expect(await settleDue(own.tenantId)).toEqual({ escalated: 0, expired: 0 });
    const leaves = await withTenant(own.tenantId, (tx) =>
      tx.auditLeaf.findMany({ where: { action: "approval.expired" } }),
    );
    expect(leaves.map((leaf) => leaf.subjectId).sort()).toEqual([...ids].sort());
    expect((await approvalStatus(own.tenantId, open.approvalId)).status).toBe("pending");
  });
});

describe("cancelling", () => {
  it("is for the agent that asked, and changes nothing that is settled", async () => {
    const { approvalId } = await heldCall(world);
    const agent = (id: string): Ctx => ({
      tenantId: world.tenantId,
      actor: { kind: "agent", id, label: "x" },
      requestId: "r",
    });
    expect((await failure(cancelApproval(agent(newId()), { approvalId, cause: "gone" }))).code).toBe(
      "NOT_FOUND",
    );
    expect((await failure(cancelApproval(reviewer, { approvalId, cause: "gone" }))).code).toBe("FORBIDDEN");
    expect(await cancelApproval(agent(world.agentId), { approvalId, cause: "the agent disconnected" })).toBe(
      "cancelled",
    );
    expect(await cancelApproval(systemCtx(world.tenantId, "r"), { approvalId, cause: "again" })).toBe(
      "cancelled",
    );
    expect(await audited(approvalId)).toEqual(["approval.cancelled"]);
    expect((await failure(approve(reviewer, { approvalId }))).message).toBe("This is already cancelled.");
  });
});
