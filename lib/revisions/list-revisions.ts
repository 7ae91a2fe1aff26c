import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { parseInput } from "./parse";
import { ListRevisionsInput } from "./schemas";
import { SUMMARY_COLUMNS, summariesOf } from "./summaries";
import type { RevisionPage } from "./types";

/** The tenant's revisions, the newest first, a page at a time. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listRevisions(ctx: Ctx, input: ListRevisionsInput = {}): Promise<RevisionPage> {
  requirePermission(ctx, "policy.read");
  const { before, state, limit } = parseInput(ListRevisionsInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const found = await tx.policyRevision.findMany({
      where: {
        tenantId,
        ...(before === undefined ? {} : { number: { lt: before } }),
        ...(state.length === 0 ? {} : { state: { in: state } }),
      },
      orderBy: { number: "desc" },
      take: limit + 1,
      select: SUMMARY_COLUMNS,
    });
    const rows = await summariesOf(tx, tenantId, found.slice(0, limit));
    return { rows, nextBefore: found.length > limit ? (rows.at(-1)?.number ?? null) : null };
  });
}
