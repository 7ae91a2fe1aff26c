import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { isId } from "../platform/ids";
import type { ResolvedId } from "./types";

type Found = { kind: ResolvedId["kind"]; id: string; label: string; session_id: string | null };

/** What an id is the id of, in this tenant; null where it is nothing here. A decision resolves to its call. */
export async function resolveId(ctx: Ctx, id: string): Promise<ResolvedId | null> {
  requirePermission(ctx, "sessions.read");
  const wanted = id.trim().toLowerCase();
  if (!isId(wanted)) return null;
  const rows = await withTenant(
    ctx.tenantId,
    (tx) => tx.$queryRaw<Found[]>`
      SELECT 'session' AS kind, id, label, id AS session_id FROM sessions WHERE id = ${wanted}::uuid
      UNION ALL SELECT 'call', call_id, capability, session_id FROM decisions WHERE id = ${wanted}::uuid
      UNION ALL SELECT 'approval', id, capability, session_id FROM approvals WHERE id = ${wanted}::uuid
      UNION ALL SELECT 'agent', id, name, NULL FROM agents WHERE id = ${wanted}::uuid
      UNION ALL SELECT 'capability', id, name, NULL FROM capabilities WHERE id = ${wanted}::uuid
      UNION ALL SELECT 'upstream', id, name, NULL FROM upstreams WHERE id = ${wanted}::uuid
      UNION ALL SELECT 'policy_revision', id, 'Revision ' || number, NULL FROM policy_revisions WHERE id = ${wanted}::uuid
      LIMIT 1`,
  );
  const found = rows[0];
  return found ? { kind: found.kind, id: found.id, label: found.label, sessionId: found.session_id } : null;
}
