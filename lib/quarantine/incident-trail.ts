import type { Tx } from "../platform/db";

type Entry = {
  tenantId: string;
  incidentId: string;
  /** Of INCIDENT_EVENT_KINDS in lib/incidents, which stands above this room. */
  kind: "released" | "revoked" | "revocation_failed" | "step";
  title: string;
  body?: string;
  subject?: { kind: "session" | "step"; id: string };
  /** The person; absent where it came by itself. */
  by?: string | null;
};

/** Adds to an incident's timeline, in the caller's transaction. */
export async function addToTimeline(tx: Tx, entry: Entry): Promise<void> {
  const { tenantId, incidentId, kind, title, body = "", subject, by = null } = entry;
  await tx.$executeRaw`
    SELECT incident_event(${tenantId}::uuid, ${incidentId}::uuid, ${kind}, ${title}, ${body},
      ${subject?.kind ?? null}, ${subject?.id ?? null}, ${by}::uuid)::text`;
}

type Step = {
  kind: "revoke" | "release" | "monitor";
  state: "doing" | "done" | "failed" | "skipped";
  evidence: string;
};

/** Sets a step of an incident's runbook. @returns whether that changed anything */
export async function setStep(
  tx: Tx,
  { tenantId, incidentId, by = null }: Pick<Entry, "tenantId" | "incidentId" | "by">,
  { kind, state, evidence }: Step,
): Promise<boolean> {
  const { count } = await tx.incidentStep.updateMany({
    where: { tenantId, incidentId, kind },
    data: { state, evidence, updatedById: by, updatedAt: new Date() },
  });
  return count > 0;
}
