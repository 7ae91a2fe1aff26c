import { beforeAll, describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, type HeldWorld } from "../../tests/held-calls";
import type { Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { approvalStatus, approve, deny, getApproval, requestChanges } from "./index";

let world: HeldWorld;
let peers: string;
let [first, second, finance, admin]: Ctx[] = [];

const inWorld = <T>(fn: (tx: Tx) => Promise<T>) => withTenant(world.tenantId, fn);
const idOf = ({ actor }: Ctx) => (actor.kind === "user" ? actor.id : "");

beforeAll(async () => {
  world = await heldWorld();
  const { tenantId } = world;
  first = await person(tenantId, ["reviewer"], "First peer");
  second = await person(tenantId, ["reviewer"], "Second peer");
  finance = await person(tenantId, ["reviewer"], "Finance lead");
  admin = await person(tenantId, ["admin"], "Platform admin");
  peers = newId();
  await inWorld(async (tx) => {
    await tx.team.createMany({ data: { id: peers, tenantId, name: "Peers" } });
    const data = [first!, second!].map((ctx) => ({ tenantId, teamId: peers, userId: idOf(ctx) }));
    await tx.teamMember.createMany({ data });
  });
});

/** Two groups at once, then one admin. */
const chain = (more = {}) => ({
  steps: [
    {
      name: "Review",
      groups: [
        { name: "Peers", members: { kind: "team" as const, teamId: peers }, quorum: 1 },
        { name: "Finance", members: { kind: "people" as const, userIds: [idOf(finance!)] }, quorum: 1 },
      ],
    },
    {
      name: "Release",
      groups: [{ name: "Admins", members: { kind: "role" as const, role: "admin" as const }, quorum: 1 }],
    },
  ],
  ...more,
});

async function failure(promise: Promise<unknown>): Promise<DomainError> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (caught: unknown) => caught,
  );
  if (error instanceof DomainError) return error;
  throw error;
}

async function leaves(approvalId: string) {
  const where = { subjectKind: "approval", subjectId: approvalId };
  const found = await inWorld((tx) => tx.auditLeaf.findMany({ where, orderBy: { id: "asc" } }));
  return found.map(({ action, bytes }) => ({
    action,
    data: JSON.parse(Buffer.from(bytes).toString()).data as Record<string, unknown>,
  }));
}

describe("a chain of steps", () => {
  it("goes on to its next step when all groups of the open one are filled, and makes the grant after the last", async () => {
    const { approvalId } = await heldCall(world, { riskLevel: "CRITICAL", chain: chain() });
    expect((await failure(approve(admin!, { approvalId }))).message).toBe(
      "This waits for Peers or Finance first; your turn comes at step 2.",
    );
    expect(await approve(first!, { approvalId })).toMatchObject({ status: "pending", step: 1, steps: 2 });
    expect((await failure(approve(second!, { approvalId }))).message).toBe(
      "The part you could fill has its approvals already; it waits for Finance.",
    );
    expect(await approve(finance!, { approvalId })).toMatchObject({
      status: "pending",
      step: 2,
      groups: [{ name: "Admins", have: 0, need: 1 }],
    });
    const between = await getApproval(admin!, approvalId);
    expect(between.can).toMatchObject({ ok: true, by: "member" });
    expect(between.chain.steps.map(({ name, state }) => [name, state])).toEqual([
      ["Review", "done"],
      ["Release", "open"],
    ]);
    expect(between.chain.steps[0]!.groups).toEqual([
      { name: "Peers", have: 1, need: 1, who: "team Peers" },
      { name: "Finance", have: 1, need: 1, who: "Finance lead" },
    ]);
    expect(await approve(admin!, { approvalId })).toMatchObject({ status: "approved" });
    expect((await leaves(approvalId)).map(({ action }) => action)).toEqual([
      "approval.voted",
      "approval.advanced",
      "approval.approved",
    ]);
    const after = await getApproval(first!, approvalId);
    expect(after.votes.map(({ userName, step }) => [userName, step])).toEqual([
      ["First peer", 1],
      ["Finance lead", 1],
      ["Platform admin", 2],
    ]);
  });

  it("looks up who is in a group when somebody decides, not when the call was held", async () => {
    const { approvalId } = await heldCall(world, { chain: chain() });
    const joiner = await person(world.tenantId, ["reviewer"]);
    expect((await getApproval(joiner, approvalId)).can).toMatchObject({ ok: false, cause: "not_in_group" });
    const data = { tenantId: world.tenantId, teamId: peers, userId: idOf(joiner) };
    await inWorld((tx) => tx.teamMember.createMany({ data }));
    expect((await getApproval(joiner, approvalId)).can).toMatchObject({ ok: true });
    const where = { tenantId_userId: { tenantId: world.tenantId, userId: idOf(joiner) } };
    await inWorld((tx) => tx.membership.update({ where, data: { roles: ["viewer"] } }));
    // The console still believes that they are a reviewer.
    expect(await failure(approve(joiner, { approvalId }))).toMatchObject({ meta: { cause: "permission" } });
  });

  it("ends with as many denials as it asks for, and not before", async () => {
    const { approvalId } = await heldCall(world, { chain: chain({ denyThreshold: 2 }) });
    expect((await deny(first!, { approvalId, reason: "wrong_time" })).status).toBe("pending");
    expect(await approvalStatus(world.tenantId, approvalId)).toMatchObject({ comment: null, reason: null });
    expect((await failure(deny(first!, { approvalId, reason: "wrong_time" }))).code).toBe("CONFLICT");
    const last = await deny(finance!, { approvalId, reason: "other", comment: "Ask in spring" });
    expect(last.status).toBe("denied");
    expect(await approvalStatus(world.tenantId, approvalId)).toMatchObject({
      status: "denied",
      reason: "other",
      comment: "Ask in spring",
    });
  });
});

describe("asking for changes", () => {
  it("ends the request with a note that the agent reads, and leaves the arguments as they were", async () => {
    const { approvalId } = await heldCall(world, { arguments: { path: "/a", size: 9 } });
    expect((await failure(requestChanges(first!, { approvalId }))).code).toBe("INVALID_INPUT");
    const changes = [{ pointer: "/size", problem: "At most 5." }];
    const decided = await requestChanges(first!, { approvalId, comment: "Smaller", changes });
    expect(decided.status).toBe("changes_requested");
    expect(await approvalStatus(world.tenantId, approvalId)).toMatchObject({
      status: "changes_requested",
      comment: "Smaller",
      changes,
      grantId: null,
    });
    const detail = await getApproval(second!, approvalId);
    expect(detail).toMatchObject({ status: "changes_requested", decidedBy: "First peer" });
    expect(detail).toMatchObject({
      arguments: { path: "/a", size: 9 },
      call: { state: "changes_requested" },
    });
    const late = await failure(approve(second!, { approvalId, comment: "kept by the caller" }));
    expect(late.message).toMatch(/^First peer asked for changes to this \d+ s ago\.$/);
    expect((await leaves(approvalId)).map(({ action }) => action)).toEqual(["approval.changes_requested"]);
  });
});

describe("a proof of who approves", () => {
  const stale = (ctx: Ctx, authenticatedAt?: number): Ctx => {
    const { authenticatedAt: _at, ...actor } = ctx.actor as Extract<Ctx["actor"], { kind: "user" }>;
    return { ...ctx, actor: { ...actor, ...(authenticatedAt === undefined ? {} : { authenticatedAt }) } };
  };

  it.each(["HIGH", "CRITICAL"])(
    "is asked for to approve what is %s, and never to deny",
    async (riskLevel) => {
      const { approvalId } = await heldCall(world, { riskLevel });
      const old = stale(first!, Date.now() - 15 * 60_000);
      for (const ctx of [old, stale(first!)]) {
        expect((await failure(approve(ctx, { approvalId }))).code).toBe("STEP_UP_REQUIRED");
        expect((await getApproval(ctx, approvalId)).stepUp).toEqual({ needed: true, fresh: false });
      }
      expect((await getApproval(first!, approvalId)).stepUp).toEqual({ needed: true, fresh: true });
      expect(await leaves(approvalId)).toEqual([]);
      expect((await deny(old, { approvalId, reason: "out_of_scope" })).status).toBe("denied");
    },
  );

  it("is not asked for where less is at stake", async () => {
    const { approvalId } = await heldCall(world, { riskLevel: "MEDIUM" });
    expect((await approve(stale(first!), { approvalId })).status).toBe("approved");
  });
});

describe("how a decision was made", () => {
  it.each([
    [1_999, true],
    [2_000, false],
    [undefined, false],
  ])("is on the vote and in the audit leaf: looked at for %s ms, hasty %s", async (dwellMs, hasty) => {
    const { approvalId } = await heldCall(world, { riskLevel: "MEDIUM" });
    const measured = dwellMs === undefined ? {} : { dwellMs };
    await approve(first!, { approvalId, ...measured }, { via: "api" });
    const as = { dwellMs: dwellMs ?? null, hasty, via: "api" };
    expect((await getApproval(first!, approvalId)).votes).toMatchObject([as]);
    expect((await leaves(approvalId))[0]?.data).toMatchObject(as);
  });

  it("names the person whose place somebody took, by which delegation", async () => {
    const sub = await person(world.tenantId, ["reviewer"], "Substitute");
    const delegationId = newId();
    await inWorld((tx) =>
      tx.delegation.createMany({
        data: {
          id: delegationId,
          tenantId: world.tenantId,
          fromUserId: idOf(finance!),
          toUserId: idOf(sub),
          startsAt: new Date(Date.now() - 60_000),
          endsAt: new Date(Date.now() + 3_600_000),
          createdById: idOf(finance!),
        },
      }),
    );
    const { approvalId } = await heldCall(world, { chain: chain() });
    const shown = await getApproval(sub, approvalId);
    expect(shown.can).toMatchObject({
      ok: true,
      inPlaceOf: { userId: idOf(finance!), name: "Finance lead" },
    });
    expect(shown.deciders.find(({ name }) => name === "Finance lead")?.away).toBe(true);
    await approve(sub, { approvalId });
    const { votes } = await getApproval(finance!, approvalId);
    expect(votes).toMatchObject([{ userName: "Substitute", inPlaceOf: "Finance lead" }]);
    expect((await leaves(approvalId))[0]?.data).toMatchObject({ forUserId: idOf(finance!), delegationId });
    expect((await failure(approve(finance!, { approvalId }))).message).toBe(
      "Substitute has decided in your place.",
    );
    await inWorld((tx) =>
      tx.delegation.update({ where: { id: delegationId }, data: { revokedAt: new Date() } }),
    );
    const next = await heldCall(world, { chain: chain() });
    expect((await getApproval(sub, next.approvalId)).can).toMatchObject({ ok: false, cause: "not_in_group" });
  });
});

describe("two people whose approvals are both needed", () => {
  it("are both counted, however close together they say yes", async () => {
    for (let trial = 0; trial < 10; trial++) {
      const { approvalId } = await heldCall(world, { riskLevel: "MEDIUM", requiredApprovals: 2 });
      const both = await Promise.all([first!, second!].map((ctx) => approve(ctx, { approvalId })));
      expect(both.map(({ status }) => status).sort()).toEqual(["approved", "pending"]);
    }
  });
});

describe("two last approvers and one who denies, all at once", () => {
  it("come to one legal end, every time", async () => {
    const ends = { approved: 0, denied: 0 };
    for (let trial = 0; trial < 30; trial++) {
      const { approvalId } = await heldCall(world, { riskLevel: "MEDIUM" });
      const attempts = [
        () => approve(first!, { approvalId }),
        () => approve(second!, { approvalId }),
        () => deny(finance!, { approvalId, reason: "wrong_target" }),
      ];
      const turned = [...attempts.slice(trial % 3), ...attempts.slice(0, trial % 3)];
      const results = await Promise.allSettled(turned.map((attempt) => attempt()));
      const won = results.filter((result) => result.status === "fulfilled");
      const lost = results.filter((result) => result.status === "rejected");
      expect(won).toHaveLength(1);
      expect(lost.map(({ reason }) => (reason as DomainError).code)).toEqual(["CONFLICT", "CONFLICT"]);
      const found = await inWorld((tx) =>
        tx.approval.findUniqueOrThrow({ where: { id: approvalId }, include: { votes: true, grant: true } }),
      );
      expect(found.votes).toHaveLength(1);
      expect(found.status).toBe(won[0]!.value.status);
      expect(found.grant !== null).toBe(found.status === "approved");
      expect((await leaves(approvalId)).map(({ action }) => action)).toEqual([`approval.${found.status}`]);
      ends[found.status as keyof typeof ends]++;
    }
    expect(ends.approved).toBeGreaterThan(0);
    expect(ends.denied).toBeGreaterThan(0);
  });
});
