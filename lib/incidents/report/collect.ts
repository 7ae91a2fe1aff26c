import { listAffected } from "../impact/list-affected";
import { readImpact } from "../impact/read-impact";
import type { AffectedCall, Impact } from "../impact/types";
import { readChanges } from "../changes/read-changes";
import type { Changes } from "../changes/types";
import { listSideEffects } from "../compensation/list-side-effects";
import type { SideEffects } from "../compensation/types";
import { getIncident } from "../get";
import { readTimeline } from "../timeline";
import type { IncidentDetail, TimelineEntry } from "../types";
import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";

/** What one report holds at most of each; it says where there was more. */
const MOST_ENTRIES = 2_000;
const MOST_CALLS = 2_000;

export type ReportedRevision = {
  id: string;
  number: number;
  title: string;
  hash: string | null;
  keyId: string | null;
};
/** A call with which decision it was and on what. Arguments by hash: the report goes to more people than the record. */
export type ReportedCall = AffectedCall & {
  argumentsHash: string | null;
  definitionHash: string | null;
  policyRevisionId: string | null;
};

export type ReportContent = {
  incident: IncidentDetail;
  timeline: TimelineEntry[];
  impact: Impact;
  changes: Changes;
  compensation: SideEffects;
  calls: ReportedCall[];
  revisions: ReportedRevision[];
  /** Parts of which there was more than is written down here. */
  cut: string[];
};

/**
 * Everything a post-incident report says. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function collectReport(ctx: Ctx, id: string): Promise<ReportContent> {
  const incident = await getIncident(ctx, { id });
  const cut: string[] = [];
  const timeline: TimelineEntry[] = [];
  const calls: AffectedCall[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await readTimeline(ctx, { id, limit: 500, ...(cursor ? { cursor } : {}) });
    timeline.push(...page.entries);
    cursor = page.nextCursor;
    if (cursor !== null && timeline.length >= MOST_ENTRIES) cursor = (cut.push("timeline"), null);
  }
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await listAffected(ctx, { id, limit: 200, ...(cursor ? { cursor } : {}) });
    calls.push(...page.rows);
    cursor = page.nextCursor;
    if (cursor !== null && calls.length >= MOST_CALLS) cursor = (cut.push("calls"), null);
  }
  const compensation = await listSideEffects(ctx, { id });
  if (compensation.truncated) cut.push("compensation");
  const changes = await readChanges(ctx, { id });
  if (changes.truncated) cut.push("changes");
  const impact = await readImpact(ctx, { id });
  return { incident, timeline, impact, changes, compensation, cut, ...(await withVersions(ctx, calls)) };
}

function withVersions(ctx: Ctx, calls: readonly AffectedCall[]) {
  return withTenant(ctx.tenantId, async (tx) => {
    const decisions = await tx.decision.findMany({
      where: { id: { in: calls.map(({ id }) => id) } },
      select: { id: true, argumentsHash: true, definitionHash: true, policyRevisionId: true },
    });
    const byId = new Map(decisions.map((row) => [row.id, row]));
    const ids = [...new Set(decisions.flatMap(({ policyRevisionId }) => policyRevisionId ?? []))];
    const revisions = await tx.policyRevision.findMany({
      where: { tenantId: ctx.tenantId, id: { in: ids } },
      orderBy: { number: "asc" },
      select: { id: true, number: true, title: true, hash: true, signatureKeyId: true },
    });
    return {
      revisions: revisions.map(({ signatureKeyId: keyId, ...row }): ReportedRevision => ({ ...row, keyId })),
      calls: calls.map((call): ReportedCall => {
        const {
          argumentsHash = null,
          definitionHash = null,
          policyRevisionId = null,
        } = byId.get(call.id) ?? {};
        return { ...call, argumentsHash, definitionHash, policyRevisionId };
      }),
    };
  });
}
