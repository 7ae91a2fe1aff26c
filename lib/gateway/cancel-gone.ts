import { cancelForAgent, cancelForSession } from "../approvals";
import { systemCtx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";

type Gone = { kind: "session" | "agent"; id: string; cause: string };

/**
 * Cancels what waits for people on behalf of somebody who cannot come back for it: the session has ended, or the agent
 * is disabled or has no key left that opens anything. Ending a session cancels by itself; here is what was missed, by
 * a process that died in between or another way of ending. A trial's key ends with the trial, and its person may go on.
 */
export async function cancelGone(tenantId: string): Promise<void> {
  const gone = await withTenant(
    tenantId,
    (tx) => tx.$queryRaw<Gone[]>`
      WITH waiting AS (
        SELECT DISTINCT session_id, agent_id FROM approvals WHERE tenant_id = ${tenantId}::uuid AND status = 'pending'
      )
      SELECT 'session' AS kind, s.id, 'The session has ended.' AS cause
      FROM waiting w JOIN sessions s ON s.id = w.session_id WHERE s.ended_at IS NOT NULL
      UNION
      SELECT 'agent', a.id,
        CASE WHEN a.disabled_at IS NOT NULL THEN 'The agent was disabled.' ELSE 'The agent has no valid key any more.' END
      FROM waiting w JOIN agents a ON a.id = w.agent_id
      WHERE a.disabled_at IS NOT NULL
        OR (NOT a.test AND EXISTS (SELECT FROM api_keys k WHERE k.agent_id = a.id)
          AND NOT EXISTS (SELECT FROM api_keys k WHERE k.agent_id = a.id AND k.revoked_at IS NULL
            AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())))`,
  );
  for (const { kind, id, cause } of gone) {
    const cancel = kind === "session" ? cancelForSession : cancelForAgent;
    await cancel(systemCtx(tenantId, `cancel-gone-${newId()}`), id, cause);
  }
}
