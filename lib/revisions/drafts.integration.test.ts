import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor } from "../../tests/db";
import {
  approve,
  audited,
  BASE,
  draft,
  inReview,
  LOOSER,
  policyWorld,
  refusal,
  stored,
  TIGHTER,
  type PolicyWorld,
} from "../../tests/policy-world";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { createDraft } from "./create-draft";
import { discardDraft } from "./discard-draft";
import { getRevision } from "./get-revision";
import { listRevisions } from "./list-revisions";
import { exportPackage } from "./package";
import { saveDraft } from "./save-draft";

let world: PolicyWorld;
beforeAll(async () => {
  world = await policyWorld();
});

const save = (id: string, version: number, texts = TIGHTER, ctx = world.author) =>
  saveDraft(ctx, { id, version, title: "Saved", ...texts });

describe("beginning a draft", () => {
  it("copies a revision with its tests, and remembers which", async () => {
    const made = await createDraft(world.author, { from: { kind: "revision", revisionId: world.baseId } });
    const row = await stored(world, made.id);
    const base = await stored(world, world.baseId);
    expect(row).toMatchObject({ ...BASE, state: "draft", baseId: world.baseId, version: 1, hash: base.hash });
    expect(row.number).toBeGreaterThan(base.number);
    expect(await audited(world, made.id)).toEqual(["policy.drafted"]);
  });

  it("keeps a text that is no policy as it was typed, without a hash", async () => {
    const document = "version: 1\nrules:\n  - id: half-writt";
    const id = await draft(world, { document, tests: "" });
    expect(await stored(world, id)).toMatchObject({ document, hash: null, state: "draft" });
  });

  it("instantiates a template and says which", async () => {
    const made = await createDraft(world.author, { from: { kind: "template", templateId: "read-only" } });
    const row = await stored(world, made.id);
    expect(row.origin).toBe("template:read-only");
    expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(row.tests).toContain("tests:");
  });

  it("opens a signed package of another tenant and says whose key it was", async () => {
    const other = await policyWorld();
    const { text } = await exportPackage(other.author, { id: other.baseId });
    const made = await createDraft(world.author, { from: { kind: "package", text } });
    const row = await stored(world, made.id);
    expect(row).toMatchObject({ ...BASE, state: "draft", baseId: null, signature: null });
    expect(row.origin).toMatch(/^import:/);
  });

  it("numbers drafts that begin at the same moment one after the other", async () => {
    const made = await Promise.all(
      [1, 2, 3, 4].map(() => createDraft(world.author, { from: { kind: "text", ...BASE } })),
    );
    const numbers = made.map(({ number }) => number).sort((a, b) => a - b);
    expect(numbers).toEqual([0, 1, 2, 3].map((n) => numbers[0]! + n));
  });

  it("is for who may edit, and finds only revisions of the own tenant", async () => {
    expect((await refusal(createDraft(world.reviewer, { from: { kind: "text", ...BASE } }))).code).toBe(
      "FORBIDDEN",
    );
    const elsewhere = await createTenant();
    const from = { kind: "revision", revisionId: world.baseId } as const;
    const stranger = ctxFor(elsewhere.id, elsewhere.admin);
    expect((await refusal(createDraft(stranger, { from }))).code).toBe("NOT_FOUND");
    expect((await refusal(getRevision(stranger, { id: world.baseId }))).code).toBe("NOT_FOUND");
    expect((await refusal(save(await draft(world, BASE), 1, TIGHTER, stranger))).code).toBe("NOT_FOUND");
    expect((await listRevisions(stranger)).rows).toEqual([]);
  });
});

describe("saving", () => {
  it("raises the version, and gives a later reader what was saved", async () => {
    const id = await draft(world, BASE);
    const answer = await save(id, 1);
    expect(answer).toMatchObject({ saved: true, version: 2, voidedApprovals: 0 });
    expect(await stored(world, id)).toMatchObject({ ...TIGHTER, title: "Saved", version: 2 });
    expect(await audited(world, id)).toEqual(["policy.drafted", "policy.saved"]);
  });

  it("keeps both texts where two people save: one wins, the other gets what is there", async () => {
    const id = await draft(world, BASE);
    const answers = await Promise.all([save(id, 1, TIGHTER), save(id, 1, LOOSER, world.publisher)]);
    const [loser] = answers.filter((answer) => !answer.saved);
    const winners = answers.filter((answer) => answer.saved);
    expect(winners).toHaveLength(1);
    const row = await stored(world, id);
    expect(row.version).toBe(2);
    expect(loser?.conflict).toMatchObject({ version: 2, document: row.document, tests: row.tests });
    expect(loser?.conflict.savedBy?.id).toBe(row.updatedById);
    expect(await audited(world, id)).toEqual(["policy.drafted", "policy.saved"]);
  });

  it("voids approvals where the content changes, and forgets what the checks said", async () => {
    const id = await inReview(world, TIGHTER);
    await approve(world.reviewer, id);
    expect(await getRevision(world.author, { id })).toMatchObject({ approvals: 1, state: "in_review" });
    const changed = { ...TIGHTER, tests: `${TIGHTER.tests}# Reviewed again.\n` };
    expect(await save(id, 1, changed)).toMatchObject({ saved: true, voidedApprovals: 1 });
    const after = await getRevision(world.author, { id });
    expect(after).toMatchObject({ state: "draft", approvals: 0, checkReport: null, semanticDiff: null });
    expect(after.reviews).toMatchObject([{ verdict: "approve", voided: true }]);
  });

  it("keeps approvals where only layout and comments change: they are bound to the hash", async () => {
    const id = await inReview(world, TIGHTER);
    await approve(world.reviewer, id);
    const commented = { ...TIGHTER, document: `# Why: see the minutes.\n${TIGHTER.document}` };
    expect(await save(id, 1, commented)).toMatchObject({ saved: true, voidedApprovals: 0 });
    expect(await getRevision(world.author, { id })).toMatchObject({ state: "draft", approvals: 1 });
  });

  it("leaves what is in review to its author", async () => {
    const id = await inReview(world, TIGHTER);
    const refused = await refusal(save(id, 1, LOOSER, world.publisher));
    expect(refused.code).toBe("CONFLICT");
    expect(refused.message).toBe(why(await getRevision(world.publisher, { id }), "edit"));
    expect((await stored(world, id)).state).toBe("in_review");
  });

  it("never changes what was published", async () => {
    const { version } = await stored(world, world.baseId);
    expect((await refusal(save(world.baseId, version))).code).toBe("CONFLICT");
    expect(await stored(world, world.baseId)).toMatchObject(BASE);
  });

  it("refuses a NUL character and a text that is too long, with a pointer", async () => {
    const id = await draft(world, BASE);
    const nul = await refusal(save(id, 1, { document: "a\0b", tests: "" }));
    expect(nul).toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer: "/document" }] });
    const long = await refusal(save(id, 1, { document: "x".repeat(5_000_000), tests: "" }));
    expect(long).toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer: "/document" }] });
  });
});

describe("discarding", () => {
  it("ends a draft for good, with its text kept", async () => {
    const id = await draft(world, BASE);
    await discardDraft(world.author, { id });
    expect(await stored(world, id)).toMatchObject({ ...BASE, state: "discarded" });
    expect((await refusal(save(id, 1))).code).toBe("CONFLICT");
    expect((await refusal(discardDraft(world.author, { id }))).code).toBe("CONFLICT");
    expect(await audited(world, id)).toEqual(["policy.drafted", "policy.discarded"]);
  });

  it("is refused in review and for the revision in force", async () => {
    const id = await inReview(world, TIGHTER);
    expect((await refusal(discardDraft(world.author, { id }))).code).toBe("CONFLICT");
    expect((await refusal(discardDraft(world.author, { id: world.baseId }))).code).toBe("CONFLICT");
    expect((await refusal(discardDraft(world.author, { id: newId() }))).code).toBe("NOT_FOUND");
  });
});

describe("listing", () => {
  it("pages through all revisions, the newest first, without gaps", async () => {
    const all = await withTenant(world.tenant.id, (tx) =>
      tx.policyRevision.findMany({ where: { tenantId: world.tenant.id }, orderBy: { number: "desc" } }),
    );
    const seen: number[] = [];
    let before: number | undefined;
    do {
      const page = await listRevisions(world.viewer, {
        limit: 3,
        ...(before === undefined ? {} : { before }),
      });
      seen.push(...page.rows.map(({ number }) => number));
      before = page.nextBefore ?? undefined;
    } while (before !== undefined);
    expect(seen).toEqual(all.map(({ number }) => number));
  });

  it("says which one is in force where", async () => {
    const { rows } = await listRevisions(world.viewer, { state: ["published"] });
    expect(rows).toMatchObject([{ id: world.baseId, inForce: ["production"], requiredApprovals: 1 }]);
  });
});

function why(revision: Awaited<ReturnType<typeof getRevision>>, verb: keyof typeof revision.may): string {
  const answer = revision.may[verb];
  return answer.ok ? "it may" : answer.why;
}
