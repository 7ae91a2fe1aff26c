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

/**
 * What came of a try: all revoked, nothing there to revoke, some of it of a kind that cannot be revoked (a person has to
 * change it at its upstream), or not revoked yet.
 */
export type RevocationResult = "revoked" | "nothing" | "stays" | "failed";

const SAID = {
  revoked: { step: "done", event: "revoked", title: "Credentials revoked" },
  nothing: { step: "skipped", event: "revoked", title: "No credentials to revoke" },
  stays: { step: "failed", event: "revocation_failed", title: "Credentials that cannot be revoked" },
  failed: { step: "failed", event: "revocation_failed", title: "Credentials could not all be revoked" },
} as const;

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
  { result, detail }: { result: RevocationResult; detail: string },
): Promise<void> {
  const { id, incidentId, sessionId, revocation } = due;
  // What cannot be revoked is not tried again.
  const state = result === "failed" ? "failed" : "done";
  const { step, event, title } = SAID[result];
  await withTenant(tenantId, async (tx) => {
    const count = await tx.$executeRaw`
      UPDATE quarantines SET revocation = ${state}, revocation_detail = ${detail}, revocation_due_at = clock_timestamp()
        + make_interval(secs => least(${LONGEST_WAIT_S}, power(2, least(revocation_tries, 10))))
      WHERE id = ${id}::uuid AND tenant_id = ${tenantId}::uuid AND revocation = ${revocation}`;
    if (count === 0) return;
    if (revocation === state) return;
    await setStep(tx, { tenantId, incidentId }, { kind: "revoke", state: step, evidence: detail });
    await addToTimeline(tx, {
      ...{ tenantId, incidentId },
      kind: event,
      title,
      body: detail,
      subject: { kind: "session", id: sessionId },
    });
  });
}
