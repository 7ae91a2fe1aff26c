import type { PolicyRevision, Tx } from "../platform/db";
import { requiredApprovals } from "./facts";
import { readPeople } from "./people";
import { readSettings } from "./read-settings";
import type { Environment, RevisionState, RevisionSummary } from "./types";

/** A revision's row as far as a list shows it: the texts and reports are large. */
export const SUMMARY_COLUMNS = {
  id: true,
  number: true,
  title: true,
  state: true,
  hash: true,
  testsHash: true,
  createdById: true,
  updatedById: true,
  updatedAt: true,
  publishedAt: true,
  scheduledAt: true,
  origin: true,
  loosens: true,
} as const;
type Row = Pick<PolicyRevision, keyof typeof SUMMARY_COLUMNS>;

/** Revisions as lists show them, in the order given, in four queries for however many. */
export async function summariesOf(
  tx: Tx,
  tenantId: string,
  rows: readonly Row[],
): Promise<RevisionSummary[]> {
  const ids = rows.map(({ id }) => id);
  const of = { tenantId, revisionId: { in: ids } };
  const deployments = await tx.policyDeployment.findMany({ where: { ...of, endedAt: null } });
  const reviews = await tx.policyReview.findMany({
    where: { ...of, voidedAt: null, verdict: "approve" },
    select: { revisionId: true, userId: true, hash: true, testsHash: true },
  });
  const comments = await tx.policyComment.groupBy({
    by: ["revisionId"],
    where: { ...of, resolvedAt: null },
    _count: true,
  });
  const open = new Map(comments.map(({ revisionId, _count }) => [revisionId, _count]));
  const person = await readPeople(
    tx,
    rows.flatMap(({ createdById, updatedById }) => [createdById, updatedById]),
  );
  const settings = await readSettings(tx, tenantId);
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    title: row.title,
    state: row.state as RevisionState, // CHECK state_known
    hash: row.hash,
    createdBy: person(row.createdById),
    updatedBy: person(row.updatedById),
    updatedAt: row.updatedAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    scheduledAt: row.scheduledAt?.toISOString() ?? null,
    inForce: deployments
      .filter(({ revisionId }) => revisionId === row.id)
      .map(({ environment }) => environment as Environment), // CHECK environment_known
    approvals: reviews.filter(
      ({ revisionId, userId, hash, testsHash }) =>
        revisionId === row.id &&
        hash === row.hash &&
        testsHash === row.testsHash &&
        userId !== row.createdById &&
        userId !== row.updatedById,
    ).length,
    requiredApprovals: requiredApprovals(settings, row.loosens),
    openComments: open.get(row.id) ?? 0,
    origin: row.origin,
  }));
}
