import { withTenant } from "../platform/db";
import { addToTimeline, setStep } from "./incident-trail";

type Ended = { session_id: string; incident_id: string | null };

const BATCH = 50;

/** Ends the watches whose time is over: nothing happened, so the runbook's last step is done. @returns how many */
export async function endWatches(tenantId: string): Promise<number> {
  return withTenant(tenantId, async (tx) => {
    const ended = await tx.$queryRaw<Ended[]>`
      WITH due AS (
        SELECT session_id FROM session_risk
        WHERE tenant_id = ${tenantId}::uuid AND watch_until <= clock_timestamp()
        ORDER BY session_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
      )
      UPDATE session_risk r SET watch_until = NULL, watch_threshold = NULL
      FROM due WHERE r.session_id = due.session_id
      RETURNING r.session_id, (SELECT q.incident_id FROM quarantines q
        WHERE q.session_id = r.session_id ORDER BY q.opened_at DESC, q.id DESC LIMIT 1) AS incident_id`;
    for (const { session_id: sessionId, incident_id: incidentId } of ended) {
      if (incidentId === null) continue;
      const where = { tenantId, incidentId };
      const title = "Watch ended without a relapse";
      await setStep(tx, where, { kind: "monitor", state: "done", evidence: `${title}.` });
      await addToTimeline(tx, { ...where, kind: "step", title, subject: { kind: "session", id: sessionId } });
    }
    return ended.length;
  });
}
