import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { ClearTaintInput } from "./schemas";
import type { ClearedTaint } from "./types";

/**
 * Takes labels off a session: somebody has looked, and what it has seen may leave. A later result can put them back.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where none of them is on the session any more
 */
export async function clearTaint(ctx: Ctx, input: ClearTaintInput): Promise<ClearedTaint> {
  requirePermission(ctx, "taint.clear");
  const parsed = ClearTaintInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { sessionId, labels, reason } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    // Against what stands now: a label that a result adds at the same moment is not what this person looked at.
    const rows = await tx.$queryRaw<{ before: string[]; taint: string[] }[]>`
      UPDATE sessions s SET taint = ARRAY(SELECT l FROM unnest(s.taint) AS l WHERE l <> ALL (${labels}::text[]) ORDER BY l)
      FROM (SELECT id, taint FROM sessions WHERE id = ${sessionId}::uuid FOR UPDATE) old
      WHERE s.tenant_id = ${tenantId}::uuid AND s.id = old.id AND s.taint && ${labels}::text[]
      RETURNING old.taint AS before, s.taint`;
    const [row] = rows;
    if (!row) {
      if ((await tx.session.count({ where: { tenantId, id: sessionId } })) === 0) throw notFound("session");
      throw new DomainError("CONFLICT", "None of these labels is on the session any more.");
    }
    const auditId = await appendLeaf(tx, ctx, {
      action: "session.taint_cleared",
      subjectKind: "session",
      subjectId: sessionId,
      data: { cleared: row.before.filter((label) => !row.taint.includes(label)), left: row.taint, reason },
    });
    return { sessionId, taint: row.taint, auditId };
  });
}
