import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { LAST_ID } from "./session-calls";
import type { RecentCall } from "./types";

type Raw = {
  id: string;
  capability: string;
  agent: string | null;
  action: string;
  decided_at: Date;
  preview: string | null;
};

const PREVIEW_CHARS = 120;

/**
 * The tenant's newest calls that a policy decided, newest first: what a new policy is tried on.
 * @throws DomainError FORBIDDEN
 */
export async function listRecentCalls(ctx: Ctx, input: { limit: number }): Promise<RecentCall[]> {
  requirePermission(ctx, "sessions.read");
  const rows = await withTenant(
    ctx.tenantId,
    (tx) => tx.$queryRaw<Raw[]>`
      SELECT d.id, d.capability, a.name AS agent, d.action, d.decided_at,
        left(d.arguments::text, ${PREVIEW_CHARS}::int) AS preview
      FROM (
        SELECT * FROM decisions
        WHERE tenant_id = ${ctx.tenantId}::uuid AND id < ${LAST_ID}::uuid AND id = call_id AND step IN ('policy', 'approval')
        ORDER BY id DESC LIMIT ${Math.min(input.limit, 200)}
      ) d LEFT JOIN agents a ON a.id = d.agent_id ORDER BY d.id DESC`,
  );
  return rows.map((row) => ({
    id: row.id,
    capability: row.capability,
    agent: row.agent ?? "unknown",
    action: row.action as RecentCall["action"], // safe because of CHECK action_known
    decidedAt: row.decided_at.toISOString(),
    preview: row.preview ?? "",
  }));
}
