import { beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor } from "../../tests/db";
import {
  approve,
  audited,
  BASE,
  deployed,
  draft,
  inReview,
  LOOSER,
  policyWorld,
  publishable,
  refusal,
  stored,
  TIGHTER,
  type PolicyWorld,
} from "../../tests/policy-world";
import { withTenant } from "../platform/db";
import { discardDraft } from "./discard-draft";
import { getRevision } from "./get-revision";
import { inForce } from "./in-force";
import { promoteRevision } from "./promote-revision";
import { publishRevision } from "./publish-revision";
import { rollbackTo } from "./rollback-to";
import { runDrill } from "./run-drill";
import { saveDraft } from "./save-draft";
import { withdrawRevision } from "./withdraw-revision";

let world: PolicyWorld;
beforeEach(async () => {
  world = await policyWorld();
});

const STRICTEST = {
  document: BASE.document.replaceAll("REQUIRE_APPROVAL", "DENY"),
  tests: BASE.tests.replaceAll("REQUIRE_APPROVAL", "DENY"),
};
const kinds = (environment: string) =>
  withTenant(world.tenant.id, async (tx) => {
    const where = { tenantId: world.tenant.id, environment };
    const rows = await tx.policyDeployment.findMany({ where, orderBy: { id: "asc" } });
    return rows.map(({ kind, revisionId }) => `${kind} ${revisionId}`);
  });

describe("promoting", () => {
  it("carries the same signed content from preview to staging to production", async () => {
    const id = await inReview(world, TIGHTER);
    await promoteRevision(world.publisher, { id, environment: "preview" });
    const first = await stored(world, id);
    await promoteRevision(world.publisher, { id, environment: "staging" });
    const second = await stored(world, id);
    expect(Buffer.from(second.signature!)).toEqual(Buffer.from(first.signature!));
    expect(second.hash).toBe(first.hash);
    const there = await withTenant(world.tenant.id, (tx) => inForce(tx, world.tenant.id));
    expect(there.get("preview")).toMatchObject({ revisionId: id, hash: first.hash });
    expect(there.get("staging")).toMatchObject({ revisionId: id, hash: first.hash });
    expect(there.get("production")).toMatchObject({ revisionId: world.baseId });
    expect((await audited(world, id)).slice(-2)).toEqual(["policy.promoted", "policy.promoted"]);
  });

  it("fixes the content: decisions were made under it", async () => {
    const id = await inReview(world, TIGHTER);
    await promoteRevision(world.publisher, { id, environment: "preview" });
    await withdrawRevision(world.author, { id });
    const refused = await refusal(saveDraft(world.author, { id, version: 1, title: "", ...BASE }));
    expect(refused).toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("in force in preview"),
    });
    expect((await refusal(discardDraft(world.author, { id }))).code).toBe("CONFLICT");
  });

  it("is refused for a draft, where it is in force already, and to who may not publish", async () => {
    const to = { environment: "preview" } as const;
    const draftId = await draft(world, TIGHTER);
    expect((await refusal(promoteRevision(world.publisher, { id: draftId, ...to }))).code).toBe("CONFLICT");
    const id = await inReview(world, TIGHTER);
    expect((await refusal(promoteRevision(world.reviewer, { id, ...to }))).code).toBe("FORBIDDEN");
    await promoteRevision(world.publisher, { id, ...to });
    expect((await refusal(promoteRevision(world.publisher, { id, ...to }))).code).toBe("CONFLICT");
  });
});

describe("the rollback drill", () => {
  it("goes in, back to nothing and in again where staging was empty, and stays", async () => {
    const id = await inReview(world, TIGHTER);
    const drill = await runDrill(world.publisher, { id });
    expect(drill.steps.map(({ name, passed }) => [name.replace(/\d+/, "N"), passed])).toEqual([
      ["Revision N goes in", true],
      ["Back to nothing", true],
      ["Revision N goes in again", true],
    ]);
    expect(drill.steps[0]?.detail).toContain("2 of 2 tests pass");
    expect(await kinds("staging")).toEqual([`drill ${id}`, `drill ${id}`]);
    expect(await deployed(world, "staging")).toBe(`${id} by drill`);
    const { drills } = await getRevision(world.viewer, { id });
    expect(drills).toMatchObject([{ passed: true, hash: (await stored(world, id)).hash }]);
    expect((await audited(world, id)).slice(-1)).toEqual(["policy.drilled"]);
  });

  it("goes back to what was in staging before, also where the candidate was there already", async () => {
    await rollbackTo(world.publisher, {
      id: world.baseId,
      environment: "staging",
      reason: "As in production.",
    });
    const id = await inReview(world, TIGHTER);
    await promoteRevision(world.publisher, { id, environment: "staging" });
    const { passed } = await runDrill(world.publisher, { id });
    expect(passed).toBe(true);
    expect((await kinds("staging")).slice(2)).toEqual([
      `drill ${id}`,
      `rollback ${world.baseId}`,
      `drill ${id}`,
    ]);
  });

  it("fails where what would come back doesn't hold, says why, and counts for nothing", async () => {
    await rollbackTo(world.publisher, {
      id: world.baseId,
      environment: "staging",
      reason: "As in production.",
    });
    // The registry has moved on: what the earlier policy's tests expect isn't so any more.
    await withTenant(world.tenant.id, (tx) =>
      tx.capability.updateMany({
        where: { tenantId: world.tenant.id, name: "open.echo" },
        data: { requiresApproval: true },
      }),
    );
    const id = await inReview(world, TIGHTER);
    const { passed, steps } = await runDrill(world.publisher, { id });
    expect(passed).toBe(false);
    expect(steps.map((step) => step.passed)).toEqual([true, false]);
    expect(steps[1]?.detail).toContain("1 of 2 tests pass");
    expect(await deployed(world, "staging")).toBe(`${world.baseId} by rollback`);
    const { requirements } = await getRevision(world.viewer, { id });
    expect(requirements.find((each) => each.id === "drill")?.met).toBe(false);
  });

  it("is for a revision in review and for who may publish", async () => {
    expect((await refusal(runDrill(world.publisher, { id: await draft(world, TIGHTER) }))).code).toBe(
      "CONFLICT",
    );
    const id = await inReview(world, TIGHTER);
    expect((await refusal(runDrill(world.reviewer, { id }))).code).toBe("FORBIDDEN");
  });
});

describe("rolling back", () => {
  const reason = "It stops too much.";

  it("restores an earlier, stricter revision in one call by one person, as a new deployment", async () => {
    const strict = await publishable(world, STRICTEST);
    await publishRevision(world.publisher, strict);
    // What came after it allows more again: published the long way, by two people.
    const looser = await loosened(world);
    const taken = await rollbackTo(world.publisher, { id: strict.id, reason });
    expect(taken).toMatchObject({ id: strict.id, state: "published" });
    expect((await stored(world, looser)).state).toBe("rolled_back");
    expect(await deployed(world, "production")).toBe(`${strict.id} by rollback`);
    expect((await audited(world, strict.id)).slice(-1)).toEqual(["policy.rolled_back"]);
  });

  it("brings back what loosens once two people have approved that, with the sentence of the page until then", async () => {
    const strict = await publishable(world, STRICTEST);
    await publishRevision(world.publisher, strict);
    const refused = await refusal(rollbackTo(world.publisher, { id: world.baseId, reason }));
    expect(refused).toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("2 people"),
    });
    const { may } = await getRevision(world.publisher, { id: world.baseId });
    expect(may.rollback_to).toMatchObject({ ok: false, why: refused.message });
    expect(await deployed(world, "production")).toBe(`${strict.id} by publish`);
    await approve(world.reviewer, world.baseId);
    await approve(world.reviewer2, world.baseId);
    await rollbackTo(world.publisher, { id: world.baseId, reason });
    expect(await deployed(world, "production")).toBe(`${world.baseId} by rollback`);
  });

  it("lets one of two win", async () => {
    const strict = await publishable(world, STRICTEST);
    await publishRevision(world.publisher, strict);
    await loosened(world);
    const input = { id: strict.id, reason };
    const both = await Promise.allSettled([
      rollbackTo(world.publisher, input),
      rollbackTo(world.author, input),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("is refused without a reason, for what is in force, for a draft, and to others", async () => {
    const id = world.baseId;
    expect((await refusal(rollbackTo(world.publisher, { id, reason: " " }))).code).toBe("INVALID_INPUT");
    expect((await refusal(rollbackTo(world.publisher, { id, reason }))).message).toContain(
      "in force already",
    );
    const draftId = await draft(world, TIGHTER);
    expect((await refusal(rollbackTo(world.publisher, { id: draftId, reason }))).code).toBe("CONFLICT");
    expect((await refusal(rollbackTo(world.reviewer, { id, reason }))).code).toBe("FORBIDDEN");
    const elsewhere = await createTenant();
    const stranger = ctxFor(elsewhere.id, elsewhere.admin);
    expect((await refusal(rollbackTo(stranger, { id, reason }))).code).toBe("NOT_FOUND");
  });
});

/** LOOSER in force in production, approved by two. @returns its id */
async function loosened(own: PolicyWorld): Promise<string> {
  const id = await inReview(own, LOOSER, "The team asked for it.");
  await approve(own.reviewer, id);
  await approve(own.reviewer2, id);
  await runDrill(own.publisher, { id });
  await publishRevision(own.publisher, { id, hash: (await stored(own, id)).hash! });
  return id;
}
