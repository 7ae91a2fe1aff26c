import { beforeAll, describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, type HeldWorld } from "../../tests/held-calls";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { approve, approveMany, deny, denyMany } from "./index";

let world: HeldWorld;
let reviewer: Ctx;

beforeAll(async () => {
  world = await heldWorld();
  reviewer = await person(world.tenantId, ["reviewer"], "Platform reviewer");
});

type Held = Parameters<typeof heldCall>[1];

async function held(count: number, as: Held = { riskLevel: "MEDIUM" }): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await heldCall(world, as)).approvalId);
  return ids;
}

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (caught: unknown) => caught,
  );
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  throw error;
}

const recorded = (ids: string[]) =>
  withTenant(world.tenantId, async (tx) => ({
    grants: await tx.grant.count({ where: { approvalId: { in: ids } } }),
    leaves: await tx.auditLeaf.count({ where: { subjectId: { in: ids } } }),
    votes: await tx.approvalVote.count({ where: { approvalId: { in: ids } } }),
  }));

describe("approving several at once", () => {
  it("gives each its own vote, grant and record, and says of each what became of it", async () => {
    const ids = await held(3);
    await deny(reviewer, { approvalId: ids[1]!, reason: "wrong_time" });
    const results = await approveMany(reviewer, { approvalIds: [...ids, ids[0]!] });
    expect(results).toMatchObject([
      { approvalId: ids[0], ok: true, status: "approved" },
      {
        approvalId: ids[1],
        ok: false,
        code: "CONFLICT",
        message: expect.stringContaining("Platform reviewer denied this"),
      },
      { approvalId: ids[2], ok: true, status: "approved" },
    ]);
    expect(await recorded(ids)).toEqual({ grants: 2, leaves: 3, votes: 3 });
  });

  it("counts for each its part of the time before all of them, and marks who was hasty", async () => {
    const votesOf = (ids: string[]) =>
      withTenant(world.tenantId, (tx) =>
        tx.approvalVote.findMany({
          where: { approvalId: { in: ids } },
          select: { dwellMs: true, hasty: true },
          distinct: ["dwellMs", "hasty"],
        }),
      );
    // A MEDIUM one takes two seconds to read.
    const hasty = await held(3);
    await approveMany(reviewer, { approvalIds: hasty, dwellMs: 5_000 });
    expect(await votesOf(hasty)).toEqual([{ dwellMs: 1_666, hasty: true }]);
    const read = await held(3);
    await denyMany(reviewer, { approvalIds: read, reason: "wrong_time", dwellMs: 6_000 });
    expect(await votesOf(read)).toEqual([{ dwellMs: 2_000, hasty: false }]);
  });

  it.each<[string, Held, string]>([
    ["HIGH", { riskLevel: "HIGH" }, "What is HIGH is approved one by one."],
    ["CRITICAL", { riskLevel: "CRITICAL" }, "What is CRITICAL is approved one by one."],
    [
      "another rule's",
      { riskLevel: "LOW", ruleId: "other" },
      "Only requests that the same rule asked for can be approved together.",
    ],
  ])("refuses the whole set for one that is %s", async (_what, odd, why) => {
    const ids = [...(await held(2)), ...(await held(1, odd))];
    expect(await refusalOf(approveMany(reviewer, { approvalIds: ids }))).toBe(`INVALID_INPUT: ${why}`);
    expect(await recorded(ids)).toEqual({ grants: 0, leaves: 0, votes: 0 });
  });

  it("refuses the whole set for one of another tool, and for one of another tenant", async () => {
    const [own] = await held(1);
    const elsewhere = await heldWorld();
    const foreign = await heldCall(elsewhere, { riskLevel: "MEDIUM" });
    const set = { approvalIds: [own!, foreign.approvalId] };
    expect(await refusalOf(approveMany(reviewer, set))).toMatch(/^NOT_FOUND/);
    const other = await heldCall({ ...world, capability: "io.fs.delete_file" }, { riskLevel: "MEDIUM" });
    const mixed = { approvalIds: [own!, other.approvalId] };
    expect(await refusalOf(approveMany(reviewer, mixed))).toContain("the same tool");
    expect(await recorded([own!, other.approvalId])).toEqual({ grants: 0, leaves: 0, votes: 0 });
  });

  it("takes 20, not 21, and only from a reviewer", async () => {
    const approvalIds = Array.from({ length: 21 }, newId);
    expect(await refusalOf(approveMany(reviewer, { approvalIds }))).toMatch(/^INVALID_INPUT/);
    expect(await refusalOf(approveMany(reviewer, { approvalIds: approvalIds.slice(1) }))).toMatch(
      /^NOT_FOUND/,
    );
    const viewer = await person(world.tenantId, ["viewer"]);
    expect(await refusalOf(approveMany(viewer, { approvalIds }))).toMatch(/^FORBIDDEN/);
    expect(await refusalOf(denyMany(viewer, { approvalIds, reason: "wrong_time" }))).toMatch(/^FORBIDDEN/);
  });
});

describe("denying several at once", () => {
  it("takes any kind, needs a reason once, and leaves alone what it cannot deny", async () => {
    const own = [
      ...(await held(1, { riskLevel: "CRITICAL" })),
      ...(await held(1, { riskLevel: "LOW", ruleId: "other" })),
    ];
    const mine = await heldCall(world, {
      requesters: [{ userId: reviewer.actor.kind === "user" ? reviewer.actor.id : "", as: "deployer" }],
    });
    const ids = [...own, mine.approvalId, newId()];
    expect(await refusalOf(denyMany(reviewer, { approvalIds: ids, reason: "other" }))).toMatch(
      /^INVALID_INPUT/,
    );
    const results = await denyMany(reviewer, { approvalIds: ids, reason: "suspicious_input" });
    expect(results.map((result) => (result.ok ? result.status : result.code))).toEqual([
      "denied",
      "denied",
      "FORBIDDEN",
      "NOT_FOUND",
    ]);
    expect(await recorded(own)).toEqual({ grants: 0, leaves: 2, votes: 2 });
    const again = approve(reviewer, { approvalId: own[1]! });
    expect(await refusalOf(again)).toMatch(/^CONFLICT: Platform reviewer denied this \d+ s ago\.$/);
  });
});
