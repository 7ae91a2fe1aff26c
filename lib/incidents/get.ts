import { databaseNow } from "../calls";
import type { Ctx } from "../platform/ctx";
import { namesOf, onIncident } from "./load";
import { readAlert, readLinks, readPeople, readQuarantines, readRunbook, readSwitches } from "./parts";
import { toRows } from "./rows";
import { INCIDENT_STATUSES, IncidentRef } from "./schemas";
import { sessionsOf } from "./sessions-of";
import { statusFacts } from "./set-status";
import { durations, isReopening, refusal } from "./transitions";
import type { IncidentDetail } from "./types";

/** All that the command center shows at once. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function getIncident(ctx: Ctx, input: IncidentRef): Promise<IncidentDetail> {
  return onIncident(ctx, "incidents.read", IncidentRef, input, async (tx, row) => {
    const [summary] = await toRows(tx, [row]);
    const sessionIds = await sessionsOf(tx, row);
    const facts = await statusFacts(tx, row);
    const openedBy = await namesOf(tx, [row.openedById]);
    return {
      ...summary!, // safe because one row went in
      summary: row.summary,
      version: row.version,
      alert: await readAlert(tx, row),
      openedBy: row.openedById === null ? null : (openedBy.get(row.openedById) ?? "a former member"),
      containedAt: row.containedAt?.toISOString() ?? null,
      mitigatedAt: row.mitigatedAt?.toISOString() ?? null,
      reviewedAt: row.reviewedAt?.toISOString() ?? null,
      durations: durations({ ...row, status: facts.status }),
      people: await readPeople(tx, row),
      runbook: await readRunbook(tx, row),
      links: await readLinks(tx, row),
      quarantines: await readQuarantines(tx, row),
      switches: await readSwitches(tx, row, sessionIds),
      sessionIds,
      choices: INCIDENT_STATUSES.filter((status) => status !== facts.status).map((status) => ({
        status,
        refused: refusal(facts, status),
        needsReason: isReopening(facts.status, status),
      })),
      now: await databaseNow(tx),
    };
  });
}
