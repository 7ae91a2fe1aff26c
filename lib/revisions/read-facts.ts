import type { Ctx } from "../platform/ctx";
import type { PolicyRevision, Tx } from "../platform/db";
import { idFloor } from "../platform/ids";
import type { CheckReport, Catalog } from "../policy";
import { catalogOf } from "./catalog";
import { compareWith, type Comparable } from "./comparing";
import { compiledOrNull } from "./content";
import type { RevisionFacts, Verdicts } from "./facts";
import { readPeople } from "./people";
import { readSettings } from "./read-settings";
import type { Environment, RevisionState, StoredDiff } from "./types";

/** Reads everything that decides which steps a revision may take. */
export async function readFacts(tx: Tx, ctx: Ctx, row: PolicyRevision): Promise<RevisionFacts> {
  const deployments = await tx.policyDeployment.findMany({
    where: { tenantId: row.tenantId, revisionId: row.id },
    select: { environment: true, endedAt: true },
  });
  const drill = await tx.policyDrill.findFirst({
    where: { tenantId: row.tenantId, revisionId: row.id },
    orderBy: { id: "desc" },
    select: { passed: true, hash: true },
  });
  const reviews = await tx.policyReview.findMany({
    where: { tenantId: row.tenantId, revisionId: row.id, voidedAt: null, testsHash: row.testsHash },
    orderBy: { id: "asc" },
  });
  const person = await readPeople(tx, [row.createdById, ...reviews.map(({ userId }) => userId)]);
  const verdicts: Verdicts = reviews
    .filter(({ hash }) => hash === row.hash)
    .map(({ userId, verdict }) => ({
      userId,
      name: person(userId)?.name ?? "",
      verdict: verdict === "approve" ? "approve" : "request_changes", // CHECK verdict_known
    }));
  const environments = (all: { environment: string }[]) =>
    [...new Set(all.map(({ environment }) => environment))] as Environment[]; // CHECK environment_known
  return {
    number: row.number,
    state: row.state as RevisionState, // CHECK state_known
    hash: row.hash,
    author: person(row.createdById),
    editorIds: await editorsOf(tx, row),
    inForce: environments(deployments.filter(({ endedAt }) => endedAt === null)),
    deployedTo: environments(deployments),
    signed: row.signature !== null,
    scheduled: row.scheduledAt !== null,
    failedGates: failedGates(row),
    verdicts,
    loosens: await loosens(tx, ctx, row),
    looseningReason: row.looseningReason,
    drillPassed: drill !== null && drill.passed && drill.hash === row.hash,
    settings: await readSettings(tx, row.tenantId),
  };
}

/** The revision in force in production; null where the tenant has none, and so every call is denied. */
export async function publishedRevision(tx: Tx, tenantId: string): Promise<PolicyRevision | null> {
  return tx.policyRevision.findFirst({ where: { tenantId, state: "published" } });
}

/**
 * Everybody who wrote part of a revision. The audit log knows, and keeps it as long as decisions;
 * only leaves of changes since the revision began are read.
 */
async function editorsOf(tx: Tx, row: PolicyRevision): Promise<ReadonlySet<string>> {
  const known = [row.createdById, row.updatedById].filter((id) => id !== null);
  // Past its review nothing depends on it, and the log grows.
  if (row.state !== "draft" && row.state !== "in_review") return new Set(known);
  const saves = await tx.auditLeaf.findMany({
    where: {
      tenantId: row.tenantId,
      category: "control",
      id: { gte: idFloor(row.createdAt.getTime() - CLOCK_SLACK_MS) },
      subjectKind: "policy_revision",
      subjectId: row.id,
      action: "policy.saved",
      actorKind: "user",
    },
    select: { actorId: true },
    distinct: ["actorId"],
  });
  return new Set([...known, ...saves.map(({ actorId }) => actorId)]);
}

/** The database's clock makes `createdAt`, a process's clock the ids of leaves. */
const CLOCK_SLACK_MS = 60 * 60_000;

function failedGates(row: PolicyRevision): string[] | null {
  const report = row.checkReport as CheckReport | null; // only submitRevision writes it
  if (!report || report.hash !== row.hash || report.testsHash !== row.testsHash) return null;
  return report.ok ? [] : report.gates.filter(({ status }) => status === "failed").map(({ id }) => id);
}

/**
 * In review: as found when it was submitted, and found again where another revision has come into force since.
 * Of one that was in force before: whether restoring it would loosen what is in force now.
 */
async function loosens(tx: Tx, ctx: Ctx, row: PolicyRevision): Promise<boolean> {
  const earlier = row.state === "superseded" || row.state === "rolled_back";
  if (row.state !== "in_review" && !earlier) return row.loosens;
  const published = await publishedRevision(tx, row.tenantId);
  const stored = row.semanticDiff as StoredDiff | null; // only submitRevision writes it
  if (!earlier && stored?.against === (published?.id ?? null)) return row.loosens;
  return looserThan(published, row, await catalogOf(tx, ctx)) || (!earlier && row.loosens);
}

/** Whether a revision lets through what the other doesn't; what can't be read lets nothing through. */
export function looserThan(inForce: Comparable | null, row: Comparable, catalog: Catalog): boolean {
  const compiled = compiledOrNull(row.document);
  return compiled !== null && compareWith(inForce, compiled, catalog).loosens;
}
