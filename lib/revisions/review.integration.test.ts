import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, ctxFor } from "../../tests/db";
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
import { approveRevision } from "./approve-revision";
import { commentOn } from "./comment-on";
import { getRevision } from "./get-revision";
import { publishRevision } from "./publish-revision";
import { requestChanges } from "./request-changes";
import { resolveComment } from "./resolve-comment";
import { runDrill } from "./run-drill";
import { saveDraft } from "./save-draft";
import { submitRevision } from "./submit-revision";
import { withdrawRevision } from "./withdraw-revision";

let world: PolicyWorld;
beforeAll(async () => {
  world = await policyWorld();
});

const unmet = async (id: string) =>
  (await getRevision(world.author, { id })).requirements.filter(({ met }) => !met).map((each) => each.id);

describe("submitting", () => {
  it("stores for reviewers what the checks said, what changes and what it would have decided", async () => {
    const id = await inReview(world, TIGHTER);
    const revision = await getRevision(world.reviewer, { id });
    expect(revision).toMatchObject({ state: "in_review", loosens: false, requiredApprovals: 1 });
    expect(revision.checkReport).toMatchObject({
      ok: true,
      hash: revision.hash,
      testsHash: revision.testsHash,
    });
    expect(revision.semanticDiff).toMatchObject({ loosens: false, tightens: true, against: world.baseId });
    expect(revision.impactReport).toMatchObject({ hash: revision.hash, days: 7 });
    expect(revision.submittedBy?.id).toBe(world.tenant.admin.id);
    expect(await audited(world, id)).toEqual(["policy.drafted", "policy.submitted"]);
  });

  it("is refused with every finding while a gate fails", async () => {
    const failing = { document: TIGHTER.document, tests: BASE.tests };
    const refused = await refusal(
      submitRevision(world.author, { id: await draft(world, failing), version: 1 }),
    );
    expect(refused.code).toBe("INVALID_INPUT");
    expect(refused.message).toContain("tests");
    expect(refused.faults[0]).toMatchObject({ pointer: "/tests/0" });
    const halfTyped = await draft(world, { document: "version: 1\nrules: [", tests: "" });
    const unread = await refusal(submitRevision(world.author, { id: halfTyped, version: 1 }));
    expect(unread.code).toBe("INVALID_INPUT");
    expect(unread.faults[0]?.pointer).toBe("/document/0");
    expect(unread.faults[0]?.detail).toMatch(/^Line \d+, column \d+: /);
    expect((await stored(world, halfTyped)).state).toBe("draft");
  });

  it("is refused for a version that was saved since", async () => {
    const id = await draft(world, BASE);
    await saveDraft(world.publisher, { id, version: 1, title: "", ...TIGHTER });
    expect((await refusal(submitRevision(world.author, { id, version: 1 }))).code).toBe("CONFLICT");
    await submitRevision(world.author, { id, version: 2 });
  });

  it("takes a typed reason where it loosens anything", async () => {
    const id = await draft(world, LOOSER);
    const refused = await refusal(submitRevision(world.author, { id, version: 1 }));
    expect(refused).toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer: "/looseningReason" }] });
    await submitRevision(world.author, { id, version: 1, looseningReason: "The team asked for it." });
    expect(await getRevision(world.author, { id })).toMatchObject({
      loosens: true,
      looseningReason: "The team asked for it.",
      requiredApprovals: 2,
    });
  });

  it("goes back to draft when it is withdrawn, and can be submitted again", async () => {
    const id = await inReview(world, TIGHTER);
    await withdrawRevision(world.publisher, { id });
    expect((await stored(world, id)).state).toBe("draft");
    expect((await refusal(withdrawRevision(world.author, { id }))).code).toBe("CONFLICT");
    await submitRevision(world.author, { id, version: 1 });
    expect(await audited(world, id)).toEqual([
      "policy.drafted",
      "policy.submitted",
      "policy.withdrawn",
      "policy.submitted",
    ]);
  });
});

describe("approving", () => {
  it("counts people who wrote none of it, once each", async () => {
    const id = await inReview(world, LOOSER, "The team asked for it.");
    await approve(world.reviewer, id);
    expect((await refusal(approve(world.reviewer, id))).code).toBe("CONFLICT");
    expect(await unmet(id)).toEqual(["approvals", "drill"]);
    await approve(world.reviewer2, id);
    expect(await unmet(id)).toEqual(["drill"]);
  });

  it("is not for the author, nor for anybody who saved it before others did", async () => {
    const id = await draft(world, BASE);
    await saveDraft(world.publisher, { id, version: 1, title: "", ...LOOSER });
    await saveDraft(world.author, { id, version: 2, title: "", ...TIGHTER });
    await submitRevision(world.author, { id, version: 3 });
    for (const editor of [world.author, world.publisher]) {
      const refused = await refusal(approve(editor, id));
      expect(refused.code).toBe("FORBIDDEN");
      const { may } = await getRevision(editor, { id });
      expect(may.approve).toMatchObject({ ok: false, why: refused.message });
    }
    await approve(ctxFor(world.tenant.id, await createUser(world.tenant.id, ["admin"])), id);
  });

  it("is refused for other content than was read, and for a role or tenant that may not", async () => {
    const id = await inReview(world, TIGHTER);
    const { hash, testsHash } = await stored(world, id);
    const other = "0".repeat(64);
    const seen = [
      { hash: other, testsHash },
      { hash: hash!, testsHash: other },
    ];
    for (const each of seen)
      expect((await refusal(approveRevision(world.reviewer, { id, ...each }))).code).toBe("CONFLICT");
    const now = { id, hash: hash!, testsHash };
    expect((await refusal(approveRevision(world.viewer, now))).code).toBe("FORBIDDEN");
    const elsewhere = await createTenant();
    const stranger = ctxFor(elsewhere.id, elsewhere.reviewer);
    expect((await refusal(approveRevision(stranger, now))).code).toBe("NOT_FOUND");
    expect((await getRevision(world.author, { id })).approvals).toBe(0);
  });

  it("asks for more people where the revision in force has changed so that it loosens now", async () => {
    const own = await policyWorld();
    // Beside BASE it changes nothing; beside TIGHTER it allows what that asks about.
    const same = { ...BASE, document: `# Same as before.\n${BASE.document}` };
    const id = await inReview(own, same);
    await approve(own.reviewer, id);
    await runDrill(own.publisher, { id });
    const tighter = await inReview(own, TIGHTER);
    await approve(own.reviewer, tighter);
    await runDrill(own.publisher, { id: tighter });
    await publishRevision(own.publisher, { id: tighter, hash: (await stored(own, tighter)).hash! });
    const refused = await refusal(
      publishRevision(own.publisher, { id, hash: (await stored(own, id)).hash! }),
    );
    expect(refused.code).toBe("CONFLICT");
    expect(refused.message).toContain("allows more than what is in force");
    expect(await getRevision(own.author, { id })).toMatchObject({ loosens: true, requiredApprovals: 2 });
  });
});

describe("asking for changes", () => {
  it("takes it back to draft with the comment kept, until the content changes", async () => {
    const id = await inReview(world, TIGHTER);
    await requestChanges(world.reviewer, { id, comment: "Ask about the second one too." });
    expect((await stored(world, id)).state).toBe("draft");
    await submitRevision(world.author, { id, version: 1 });
    await approve(world.reviewer2, id);
    expect(await unmet(id)).toContain("no_open_request");
    await saveDraft(world.author, { id, version: 1, title: "", ...BASE });
    await submitRevision(world.author, { id, version: 2 });
    expect(await unmet(id)).not.toContain("no_open_request");
    const { reviews } = await getRevision(world.author, { id });
    expect(reviews).toMatchObject([
      { verdict: "request_changes", comment: "Ask about the second one too.", voided: true },
      { verdict: "approve", voided: true },
    ]);
  });

  it("is taken back by the same person's approval of the same content", async () => {
    const id = await inReview(world, TIGHTER);
    await requestChanges(world.reviewer, { id, comment: "Really?" });
    await submitRevision(world.author, { id, version: 1 });
    await approve(world.reviewer, id);
    expect(await unmet(id)).toEqual(["drill"]);
  });

  it("is refused to the author, to a viewer, and without a word", async () => {
    const id = await inReview(world, TIGHTER);
    const comment = "No.";
    expect((await refusal(requestChanges(world.author, { id, comment }))).code).toBe("FORBIDDEN");
    expect((await refusal(requestChanges(world.viewer, { id, comment }))).code).toBe("FORBIDDEN");
    expect((await refusal(requestChanges(world.reviewer, { id, comment: " " }))).code).toBe("INVALID_INPUT");
  });
});

describe("comments", () => {
  it("stand on a rule until somebody resolves them, once", async () => {
    const id = await inReview(world, TIGHTER);
    const { id: commentId } = await commentOn(world.reviewer, { id, ruleId: "open", body: "Why?" });
    expect(await getRevision(world.viewer, { id })).toMatchObject({
      openComments: 1,
      comments: [{ id: commentId, ruleId: "open", body: "Why?", resolvedAt: null }],
    });
    await resolveComment(world.author, { commentId });
    expect((await refusal(resolveComment(world.author, { commentId }))).code).toBe("CONFLICT");
    expect(await getRevision(world.viewer, { id })).toMatchObject({ openComments: 0 });
    expect((await audited(world, id)).slice(-2)).toEqual(["policy.commented", "policy.comment_resolved"]);
  });

  it("are not for who only reads", async () => {
    const id = await inReview(world, TIGHTER);
    expect((await refusal(commentOn(world.viewer, { id, body: "Hm." }))).code).toBe("FORBIDDEN");
  });
});
