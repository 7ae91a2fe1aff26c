import { withTenant } from "../platform/db";
import type { TaintLabel } from "./schemas";

/** Puts labels on a session that an agent names in its own call; they stick like those of a result. */
export async function addTaint(
  tenantId: string,
  sessionId: string,
  labels: readonly TaintLabel[],
): Promise<void> {
  const added = [...labels];
  await withTenant(
    tenantId,
    (tx) => tx.$executeRaw`
      UPDATE sessions SET taint = ARRAY(SELECT DISTINCT l FROM unnest(taint || ${added}::text[]) AS l ORDER BY l)
      WHERE tenant_id = ${tenantId}::uuid AND id = ${sessionId}::uuid AND NOT taint @> ${added}::text[]`,
  );
}
