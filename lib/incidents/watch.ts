import type { Ctx } from "../platform/ctx";
import { getSessionRisk, listQuarantines, type QuarantineRow, type SessionRiskView } from "../quarantine";
import { onIncident } from "./load";
import { IncidentRef } from "./schemas";

/** A quarantine of an incident with how its session stands now: under watch, relapsed, quiet. */
export type WatchedQuarantine = {
  quarantine: QuarantineRow;
  risk: Pick<SessionRiskView, "counted" | "score" | "threshold" | "watchUntil"> & {
    /** Quarantined again since this one was released. */
    relapsedAt: string | null;
  };
};

/** More quarantines than one incident has in any sensible case. */
const MOST = 50;

/** What an incident quarantined, newest first. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function readWatch(ctx: Ctx, input: IncidentRef): Promise<{ rows: WatchedQuarantine[] }> {
  const incidentId = await onIncident(ctx, "incidents.read", IncidentRef, input, (_tx, { id }) =>
    Promise.resolve(id),
  );
  const page = await listQuarantines(ctx, { incidentId, limit: MOST });
  const rows: WatchedQuarantine[] = [];
  for (const quarantine of page.rows) {
    const {
      counted,
      score,
      threshold,
      watchUntil,
      quarantine: now,
    } = await getSessionRisk(ctx, {
      sessionId: quarantine.sessionId,
    });
    const relapsed = quarantine.releasedAt !== null && now !== null && now.openedAt > quarantine.releasedAt;
    const risk = { counted, score, threshold, watchUntil, relapsedAt: relapsed ? now.openedAt : null };
    rows.push({ quarantine, risk });
  }
  return { rows };
}
