import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type PolicyRevision, type Tx } from "../platform/db";
import { contentOf } from "./content";
import { demand, mayDo } from "./may-do";
import { actorId, loadRevision, takeStep } from "./on-revision";
import { parseInput } from "./parse";
import { readPeople } from "./people";
import { readFacts } from "./read-facts";
import { SaveDraftInput } from "./schemas";
import { takeTurns } from "./take-turns";
import type { SaveConflict, SaveResult } from "./types";

/**
 * Keeps a draft as typed, a policy or not. Who saves against an older version than is stored changes nothing and
 * gets what is there, to merge with. Other content makes every verdict on it void and forgets what the checks
 * said; a revision in review goes back to draft with it.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT (no longer editable, and why)
 */
export async function saveDraft(ctx: Ctx, input: SaveDraftInput): Promise<SaveResult> {
  requirePermission(ctx, "policy.edit");
  const { id, version, ...texts } = parseInput(SaveDraftInput, input);
  const { hash, testsHash } = contentOf(texts.document, texts.tests);
  return withTenant(ctx.tenantId, async (tx) => {
    await takeTurns(tx, ctx.tenantId);
    const row = await loadRevision(tx, ctx.tenantId, id);
    demand(mayDo(ctx, await readFacts(tx, ctx, row)).edit);
    if (row.version !== version) return { saved: false, conflict: await conflictWith(tx, row) };
    const changed = hash === null || hash !== row.hash || testsHash !== row.testsHash;
    const voidedApprovals = changed ? await voidReviews(tx, row) : 0;
    const { auditId } = await takeStep(tx, ctx, row, {
      event: "save",
      action: "policy.saved",
      details: { version: version + 1, title: texts.title, voidedApprovals },
      content: { hash, testsHash },
      data: {
        ...{ ...texts, version: version + 1 },
        ...{ updatedById: actorId(ctx), updatedAt: new Date() },
        ...UNSCHEDULED,
        // It was never deployed, or it could not be edited: nobody enforces what is signed here.
        ...{ signature: null, signatureKeyId: null, signedAt: null },
        ...(changed ? UNCHECKED : {}),
      },
    });
    return { saved: true, version: version + 1, hash, auditId, voidedApprovals };
  });
}

/** Taken off the schedule, without a problem to tell. */
export const UNSCHEDULED = { scheduledAt: null, scheduledById: null, scheduleProblem: "" };

const UNCHECKED = {
  checkReport: Prisma.DbNull,
  semanticDiff: Prisma.DbNull,
  impactReport: Prisma.DbNull,
  loosens: false,
};

/** @returns how many approvals were among them. */
async function voidReviews(tx: Tx, { tenantId, id: revisionId }: PolicyRevision): Promise<number> {
  const living = { tenantId, revisionId, voidedAt: null };
  const approvals = await tx.policyReview.count({ where: { ...living, verdict: "approve" } });
  await tx.policyReview.updateMany({ where: living, data: { voidedAt: new Date() } });
  return approvals;
}

async function conflictWith(tx: Tx, row: PolicyRevision): Promise<SaveConflict> {
  const { version, document, tests, title, updatedById, updatedAt } = row;
  const person = await readPeople(tx, [updatedById]);
  return { version, document, tests, title, savedBy: person(updatedById), savedAt: updatedAt.toISOString() };
}
