import { describe, expect, it } from "vitest";
import { heldCall, heldWorld, person, redeem } from "../../tests/held-calls";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { approve, countApprovals, deny, listApprovals, type ListApprovalsInput } from "./index";

const admins = {
  steps: [
    {
      name: "Decision",
      groups: [{ name: "Admins", members: { kind: "role" as const, role: "admin" as const }, quorum: 1 }],
    },
  ],
};

async function all(ctx: Ctx, input: ListApprovalsInput): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listApprovals(ctx, { ...input, ...(cursor === null ? {} : { cursor }) });
    ids.push(...page.rows.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

describe("the inbox", () => {
  it("shows as mine what the viewer may decide now, in pages, and as the team's all that waits", async () => {
    const world = await heldWorld();
    const reviewer = await person(world.tenantId, ["reviewer"]);
    const admin = await person(world.tenantId, ["admin"]);
    const viewer = await person(world.tenantId, ["viewer"]);
    const forReviewers: string[] = [];
    const forAdmins: string[] = [];
    for (let i = 0; i < 120; i++) {
      const held = { riskLevel: "LOW", ttlSeconds: 600 + (i % 7) * 60 };
      if (i % 2) forReviewers.push((await heldCall(world, held)).approvalId);
      else forAdmins.push((await heldCall(world, { ...held, chain: admins, ruleId: "deletes" })).approvalId);
    }
    // Many at the very same deadline, which pages must neither lose nor repeat.
    await withTenant(
      world.tenantId,
      (tx) => tx.$executeRaw`UPDATE approvals SET expires_at = date_trunc('hour', now()) + interval '1 day'`,
    );
    expect((await all(reviewer, {})).sort()).toEqual([...forReviewers].sort());
    expect((await all(admin, { view: "mine" })).sort()).toEqual([...forAdmins].sort());
    expect(await all(viewer, { view: "mine" })).toEqual([]);
    expect((await all(viewer, { view: "team" })).sort()).toEqual([...forReviewers, ...forAdmins].sort());
    const { rows, counts } = await listApprovals(reviewer, { view: "team", rule: "deletes" });
    expect(counts).toMatchObject({ mine: 60, team: 120 });
    expect(await countApprovals(admin)).toMatchObject({ mine: 60, team: 120 });
    expect(await countApprovals(viewer)).toEqual({ mine: 0, team: 120, newest: null });
    expect(rows).toHaveLength(50);
    expect(rows[0]).toMatchObject({
      ruleId: "deletes",
      can: { ok: false, cause: "not_in_group" },
      canDeny: { ok: false },
    });
    expect(await all(reviewer, { view: "mine", rule: "deletes" })).toEqual([]);
    expect(
      await all(reviewer, { view: "team", capability: "io.fs.write_file", rule: ["deletes", "none"] }),
    ).toHaveLength(60);
    expect(await all(reviewer, { view: "team", capability: "io.fs.other" })).toEqual([]);
  });

  it("moves a request out of mine with one's vote, though it still waits for others", async () => {
    const world = await heldWorld();
    const reviewer = await person(world.tenantId, ["reviewer"]);
    const { approvalId } = await heldCall(world, { requiredApprovals: 2, riskLevel: "LOW" });
    await approve(reviewer, { approvalId });
    expect(await all(reviewer, { view: "mine" })).toEqual([]);
    expect((await listApprovals(reviewer, { view: "team" })).rows).toMatchObject([
      {
        chainName: "two-reviewers",
        groups: [{ have: 1, need: 2 }],
        can: { cause: "voted" },
        step: 1,
        steps: 1,
      },
    ]);
  });

  it("keeps in mine what one may still deny, although one's approval is not needed", async () => {
    const world = await heldWorld();
    const [one, two] = [
      await person(world.tenantId, ["reviewer"]),
      await person(world.tenantId, ["reviewer"]),
    ];
    const [group] = admins.steps[0]!.groups;
    const reviewers = {
      name: "Reviewers",
      members: { kind: "role" as const, role: "reviewer" as const },
      quorum: 1,
    };
    const chain = { steps: [{ name: "Decision", groups: [reviewers, group!] }] };
    const { approvalId } = await heldCall(world, { chain, riskLevel: "LOW" });
    await approve(one, { approvalId });
    expect((await listApprovals(two, { view: "mine" })).rows).toMatchObject([
      { id: approvalId, can: { ok: false, cause: "covered" }, canDeny: { ok: true } },
    ]);
  });

  it("says of what is decided who ended it and what came of it, and marks hidden characters", async () => {
    const world = await heldWorld();
    const reviewer = await person(world.tenantId, ["reviewer"], "Platform reviewer");
    const ran = await heldCall(world);
    await approve(reviewer, { approvalId: ran.approvalId });
    await redeem(world, ran.callId, { status: "failed", result: {} });
    const unused = await heldCall(world);
    await approve(reviewer, { approvalId: unused.approvalId });
    const denied = await heldCall(world, { arguments: { path: "/a\u200B" } });
    await deny(reviewer, { approvalId: denied.approvalId, reason: "suspicious_input" });
    await heldCall(world, { ttlSeconds: 0 });
    const { rows } = await listApprovals(reviewer, { view: "decided" });
    expect(
      rows.map(({ status, outcome, decidedBy, hiddenCharacters }) => [
        status,
        outcome,
        decidedBy,
        hiddenCharacters,
      ]),
    ).toEqual([
      ["expired", null, null, false],
      ["denied", null, "Platform reviewer", true],
      ["approved", null, "Platform reviewer", false],
      ["approved", "failed", "Platform reviewer", false],
    ]);
  });
});
