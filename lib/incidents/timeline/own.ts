import type { IncidentEvent, Tx } from "../../platform/db";
import { LINK_KINDS, type TimelineGroup } from "../schemas";
import { describeSubjects, keyOf } from "../subjects";
import type { TimelineEntry } from "../types";
import { actorNames } from "./actors";

const GROUPS: Readonly<Record<string, TimelineGroup>> = {
  quarantined: "containment",
  released: "containment",
  revoked: "containment",
  revocation_failed: "containment",
  switch_set: "containment",
  switch_cleared: "containment",
  switch_restarting: "containment",
  compensation: "calls",
};
const TONES: Readonly<Record<string, TimelineEntry["tone"]>> = {
  opened: "bad",
  quarantined: "stop",
  switch_set: "stop",
  revocation_failed: "bad",
  released: "good",
  switch_cleared: "good",
};

/** An incident's own events as entries. */
export async function ownEntries(tx: Tx, tenantId: string, incidentId: string): Promise<TimelineEntry[]> {
  const events = await tx.incidentEvent.findMany({
    where: { tenantId, incidentId },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    take: MOST,
  });
  const names = await actorNames(tx, events);
  const subjects = events.flatMap((event) => subjectOf(event) ?? []);
  const described = await describeSubjects(tx, tenantId, subjects);
  return events.map((event) => {
    const subject = subjectOf(event);
    return {
      key: event.id,
      at: event.at.toISOString(),
      group: GROUPS[event.kind] ?? "people",
      kind: event.kind,
      title: event.title,
      body: event.body === event.title ? "" : event.body,
      actor: names(event.actorKind, event.actorId),
      tone: TONES[event.kind] ?? "plain",
      href: (subject && described.get(keyOf(subject))?.href) ?? null,
      eventId: event.id,
      pinned: event.pinned,
      originalAt: event.originalAt?.toISOString() ?? null,
      correction: event.correction,
      count: 1,
    };
  });
}

const MOST = 2_000;

function subjectOf({ subjectKind, subjectId }: IncidentEvent) {
  const kind = LINK_KINDS.find((known) => known === subjectKind);
  return kind !== undefined && subjectId !== null ? { kind, id: subjectId } : null;
}
