import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput } from "../../platform/errors";
import { SearchSessionInput } from "../schemas";
import type { SearchHits } from "./types";

const MOST = 5_000;

/**
 * Calls of a session whose capability, reason, rule, arguments, result or error has a text in it, in any case.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function searchSession(ctx: Ctx, input: SearchSessionInput): Promise<SearchHits> {
  requirePermission(ctx, "sessions.read");
  const parsed = SearchSessionInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { sessionId, q } = parsed.data;
  const plain = containing(q);
  // Arguments and results are stored as JSON texts, in which a quotation mark or a new line is written differently.
  const inJson = containing(JSON.stringify(q).slice(1, -1));
  const rows = await withTenant(
    ctx.tenantId,
    (tx) => tx.$queryRaw<{ call_id: string }[]>`
      SELECT DISTINCT call_id FROM (
        SELECT d.call_id FROM decisions d
        WHERE d.tenant_id = ${ctx.tenantId}::uuid AND d.session_id = ${sessionId}::uuid
          AND (d.capability ILIKE ${plain} OR d.reason ILIKE ${plain} OR d.rule_id ILIKE ${plain} OR d.code ILIKE ${plain}
            OR d.arguments::text ILIKE ${inJson})
        UNION ALL
        SELECT o.call_id FROM outcomes o
        WHERE o.tenant_id = ${ctx.tenantId}::uuid AND o.session_id = ${sessionId}::uuid
          AND (o.result::text ILIKE ${inJson} OR o.error_message ILIKE ${plain} OR o.error_code ILIKE ${plain})
      ) found ORDER BY call_id LIMIT ${MOST + 1}::int`,
  );
  return { ids: rows.slice(0, MOST).map((row) => row.call_id), capped: rows.length > MOST };
}

function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
}
