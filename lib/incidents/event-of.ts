import type { IncidentEvent, Tx } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";

/** One event of an incident's own timeline. @throws DomainError NOT_FOUND */
export async function loadEvent(
  tx: Tx,
  tenantId: string,
  incidentId: string,
  id: string,
): Promise<IncidentEvent> {
  const event = await tx.incidentEvent.findFirst({ where: { tenantId, incidentId, id } });
  if (!event) throw notFound("event");
  return event;
}

/** A little ahead is a clock that runs fast; more is a mistake. @throws DomainError INVALID_INPUT */
export function notLater(text: string): Date {
  const at = new Date(text);
  if (at.getTime() <= Date.now() + 60_000) return at;
  const detail = "This time is yet to come. A timeline is about what has happened.";
  throw new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/at", detail }] });
}
