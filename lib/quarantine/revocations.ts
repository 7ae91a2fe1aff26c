import { withTenant } from "../platform/db";
import { addToTimeline, setStep } from "./incident-trail";

/** A quarantine whose session's credentials have to be revoked, or looked at again. */
export type DueRevocation = {
  id: string;
  sessionId: string;
  incidentId: string;
  reason: string;
  /** What it was before: `failed` has been tried, and said so. */
  revocation: "pending" | "failed";
};

const BATCH = 20;
/** A try that says nothing for this long died with its process. */
const CLAIM_SECONDS = 60;
/** Seconds until the next look double up to this. */
const LONGEST_WAIT_S = 60;

/** Takes those that are due, for one try each: nobody else's timer takes them meanwhile. */
export async function claimRevocations(tenantId: string): Promise<DueRevocation[]> {
  return withTenant(
    tenantId,
    (tx) => tx.$queryRaw<DueRevocation[]>`
      WITH due AS (
        SELECT id FROM quarantines
        WHERE tenant_id = ${tenantId}::uuid AND revocation <> 'done' AND revocation_due_at <= clock_timestamp()
        ORDER BY revocation_due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
      )
      UPDATE quarantines q SET revocation_tries = q.revocation_tries + 1,
        revocation_due_at = clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS})
      FROM due WHERE q.id = due.id
      RETURNING q.id, q.session_id AS "sessionId", q.incident_id AS "incidentId", q.reason, q.revocation`,
  );
}

/** Writes down what came of a try, with its incident's runbook and, where it is news, its timeline. */
export async function settleRevocation(
  tenantId: string,
  due: DueRevocation,
  { failed, detail }: { failed: boolean; detail: string },
): Promise<void> {
  const { id, incidentId, sessionId, revocation } = due;
  const state = failed ? "failed" : "done";
  await withTenant(tenantId, async (tx) => {
    const count = await tx.$executeRaw`
      UPDATE quarantines SET revocation = ${state}, revocation_detail = ${detail}, revocation_due_at = clock_timestamp()
        + make_interval(secs => least(${LONGEST_WAIT_S}, power(2, least(revocation_tries, 10))))
      WHERE id = ${id}::uuid AND tenant_id = ${tenantId}::uuid AND revocation = ${revocation}`;
    if (count === 0) return;
    if (revocation === state) return;
    await setStep(tx, { tenantId, incidentId }, { kind: "revoke", state, evidence: detail });
    await addToTimeline(tx, {
      ...{ tenantId, incidentId },
      kind: failed ? "revocation_failed" : "revoked",
      title: failed ? "Credentials could not all be revoked" : "Credentials revoked",
      body: detail,
      subject: { kind: "session", id: sessionId },
    });
  });
}
