import type { ImpactReport } from "../impact";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type PolicyRevision, type Tx } from "../platform/db";
import type { CheckReport } from "../policy";
import { toDeployment } from "./deployments";
import { approvalsOf, requiredApprovals } from "./facts";
import { mayDo } from "./may-do";
import { loadRevision } from "./on-revision";
import { parseInput } from "./parse";
import { readPeople } from "./people";
import { publishedRevision, readFacts } from "./read-facts";
import { requirements } from "./requirements";
import { RevisionRef } from "./schemas";
import { summariesOf } from "./summaries";
import type { DrillStep, Revision, StoredDiff } from "./types";

/**
 * Everything the page of one revision shows, with what its reader may do.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function getRevision(ctx: Ctx, input: RevisionRef): Promise<Revision> {
  requirePermission(ctx, "policy.read");
  const { id } = parseInput(RevisionRef, input);
  return withTenant(ctx.tenantId, async (tx) => {
    const row = await loadRevision(tx, ctx.tenantId, id);
    const facts = await readFacts(tx, ctx, row);
    const [summary] = await summariesOf(tx, ctx.tenantId, [row]);
    if (!summary) throw new Error("a revision has a summary");
    const published = await publishedRevision(tx, ctx.tenantId);
    const base = row.baseId ? await tx.policyRevision.findUnique({ where: { id: row.baseId } }) : null;
    return {
      ...summary,
      ...(await history(tx, row)),
      approvals: approvalsOf(facts),
      requiredApprovals: requiredApprovals(facts.settings, facts.loosens),
      document: row.document,
      tests: row.tests,
      testsHash: row.testsHash,
      version: row.version,
      base: base && textsOf(base),
      published: published && textsOf(published),
      submittedAt: row.submittedAt?.toISOString() ?? null,
      loosens: facts.loosens,
      looseningReason: row.looseningReason,
      // The three reports are written by submitRevision and nobody else.
      checkReport: row.checkReport as CheckReport | null,
      semanticDiff: row.semanticDiff as StoredDiff | null,
      impactReport: row.impactReport as ImpactReport | null,
      scheduleProblem: row.scheduleProblem,
      signature:
        row.signatureKeyId && row.signedAt
          ? { keyId: row.signatureKeyId, signedAt: row.signedAt.toISOString() }
          : null,
      requirements: requirements(facts),
      may: mayDo(ctx, facts),
    };
  });
}

function textsOf({ id, number, document, tests }: PolicyRevision) {
  return { id, number, document, tests };
}

type History = Pick<
  Revision,
  "reviews" | "comments" | "deployments" | "drills" | "submittedBy" | "scheduledBy"
>;

/** What happened to a revision, oldest first but for deployments and drills, whose newest is what matters. */
async function history(tx: Tx, row: PolicyRevision): Promise<History> {
  const where = { tenantId: row.tenantId, revisionId: row.id };
  const reviews = await tx.policyReview.findMany({ where, orderBy: { id: "asc" } });
  const comments = await tx.policyComment.findMany({ where, orderBy: { id: "asc" } });
  const drills = await tx.policyDrill.findMany({ where, orderBy: { id: "desc" } });
  const deployments = await tx.policyDeployment.findMany({
    where,
    include: { revision: { select: { number: true } } },
    orderBy: { id: "desc" },
  });
  const person = await readPeople(tx, [
    ...[row.submittedById, row.scheduledById],
    ...reviews.map(({ userId }) => userId),
    ...comments.flatMap(({ userId, resolvedById }) => [userId, resolvedById]),
    ...drills.map(({ ranById }) => ranById),
    ...deployments.map(({ deployedById }) => deployedById),
  ]);
  return {
    submittedBy: person(row.submittedById),
    scheduledBy: person(row.scheduledById),
    reviews: reviews.map(({ id, userId, verdict, comment, createdAt, voidedAt }) => ({
      id,
      person: person(userId),
      verdict: verdict === "approve" ? "approve" : "request_changes", // CHECK verdict_known
      comment,
      at: createdAt.toISOString(),
      voided: voidedAt !== null,
    })),
    comments: comments.map(({ id, ruleId, userId, body, createdAt, resolvedById, resolvedAt }) => ({
      id,
      ruleId,
      person: person(userId),
      body,
      at: createdAt.toISOString(),
      resolvedBy: person(resolvedById),
      resolvedAt: resolvedAt?.toISOString() ?? null,
    })),
    drills: drills.map(({ id, hash, passed, steps, ranById, ranAt }) => ({
      id,
      hash,
      passed,
      steps: steps as DrillStep[], // only runDrill writes them
      by: person(ranById),
      at: ranAt.toISOString(),
    })),
    deployments: deployments.map((deployment) => toDeployment(deployment, person)),
  };
}
