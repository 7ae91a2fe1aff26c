import type { Incident, Tx } from "../platform/db";
import { namesOf } from "./load";
import type { IncidentRole, LinkKind, StepKind, StepState } from "./schemas";
import { stoppedAgents, stopsOf } from "./stops";
import { describeSubjects, keyOf } from "./subjects";
import type {
  IncidentDetail,
  IncidentLinkRow,
  IncidentPerson,
  IncidentQuarantine,
  IncidentSwitch,
  StepRow,
} from "./types";

const ROLE_ORDER: readonly string[] = ["commander", "communications", "scribe", "responder"];
const former = "a former member";

export async function readPeople(tx: Tx, { tenantId, id }: Incident): Promise<IncidentPerson[]> {
  const rows = await tx.incidentPerson.findMany({
    where: { tenantId, incidentId: id },
    orderBy: { addedAt: "asc" },
  });
  const names = await namesOf(
    tx,
    rows.map(({ userId }) => userId),
  );
  return rows
    .toSorted((a, b) => ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role))
    .map(({ userId, role, addedAt }) => ({
      userId,
      name: names.get(userId) ?? former,
      role: role as IncidentRole, // CHECK role_known
      addedAt: addedAt.toISOString(),
    }));
}

export async function readRunbook(tx: Tx, { tenantId, id }: Incident): Promise<StepRow[]> {
  const rows = await tx.incidentStep.findMany({
    where: { tenantId, incidentId: id },
    orderBy: { position: "asc" },
  });
  const names = await namesOf(
    tx,
    rows.flatMap(({ ownerId, updatedById }) => [ownerId, updatedById]),
  );
  return rows.map((row) => ({
    id: row.id,
    position: row.position,
    kind: row.kind as StepKind, // CHECK kind_known
    title: row.title,
    state: row.state as StepState, // CHECK state_known
    owner: row.ownerId === null ? null : { userId: row.ownerId, name: names.get(row.ownerId) ?? former },
    evidence: row.evidence,
    updatedBy: row.updatedById === null ? null : (names.get(row.updatedById) ?? former),
    updatedAt: row.updatedAt.toISOString(),
  }));
}

/** The alert that it was opened of. */
export async function readAlert(tx: Tx, { tenantId, alertId }: Incident): Promise<IncidentDetail["alert"]> {
  if (alertId === null) return null;
  const subject = { kind: "alert", id: alertId } as const;
  const described = (await describeSubjects(tx, tenantId, [subject])).get(keyOf(subject));
  return described ? { id: alertId, ...described } : null;
}

export async function readLinks(tx: Tx, { tenantId, id }: Incident): Promise<IncidentLinkRow[]> {
  const rows = await tx.incidentLink.findMany({
    where: { tenantId, incidentId: id },
    orderBy: { addedAt: "asc" },
  });
  const names = await namesOf(
    tx,
    rows.map(({ addedById }) => addedById),
  );
  // Only linkSubject writes these, and its schema has these kinds.
  const subjects = rows.map((row) => ({ kind: row.subjectKind as LinkKind, id: row.subjectId }));
  const described = await describeSubjects(tx, tenantId, subjects);
  return rows.map((row, n) => {
    const subject = subjects[n] ?? { kind: "session", id: row.subjectId };
    const { label, href } = described.get(keyOf(subject)) ?? { label: row.subjectId, href: null };
    return {
      kind: subject.kind,
      subjectId: row.subjectId,
      label,
      href,
      addedBy: row.addedById === null ? null : (names.get(row.addedById) ?? former),
      addedAt: row.addedAt.toISOString(),
    };
  });
}

export async function readQuarantines(tx: Tx, { tenantId, id }: Incident): Promise<IncidentQuarantine[]> {
  const rows = await tx.quarantine.findMany({
    where: { tenantId, incidentId: id },
    orderBy: { openedAt: "desc" },
  });
  const names = await namesOf(
    tx,
    rows.map(({ releasedById }) => releasedById),
  );
  return rows.map((row) => ({
    id: row.id,
    sessionId: row.sessionId,
    agentId: row.agentId,
    decisionId: row.decisionId,
    score: row.score,
    threshold: row.threshold,
    reason: row.reason,
    openedAt: row.openedAt.toISOString(),
    admits: row.admits as IncidentQuarantine["admits"], // CHECK admits_known
    revocation: row.revocation as IncidentQuarantine["revocation"], // CHECK revocation_known
    revocationDetail: row.revocationDetail,
    releasedAt: row.releasedAt?.toISOString() ?? null,
    releasedBy: row.releasedById === null ? null : (names.get(row.releasedById) ?? former),
    releaseReason: row.releaseReason,
  }));
}

/** Those set for the incident, and those in force that stop what it is about. */
export async function readSwitches(
  tx: Tx,
  incident: Incident,
  sessionIds: readonly string[],
): Promise<IncidentSwitch[]> {
  const { tenantId, id, openedAt } = incident;
  const now = new Date();
  const inForce = { clearedAt: null, AND: [{ OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }] };
  const sinceThen = { setAt: { gte: openedAt } };
  const rows = await tx.switch.findMany({
    where: {
      origin: { not: "drill" },
      OR: [
        { tenantId, incidentId: id },
        ...stopsOf(incident, sessionIds).flatMap((stop) => [
          { ...stop, ...inForce },
          { ...stop, ...sinceThen },
        ]),
      ],
    },
    orderBy: { setAt: "desc" },
    take: 50,
  });
  const names = await namesOf(
    tx,
    rows.map(({ setById }) => setById),
  );
  const agents = await stoppedAgents(tx, tenantId, rows);
  return rows.map((row) => ({
    id: row.id,
    scope: row.scope,
    target: row.target,
    label: switchLabel(row.scope, agents.get(row.target ?? "") ?? row.target),
    reason: row.reason,
    origin: row.origin,
    setAt: row.setAt.toISOString(),
    setBy: row.setById === null ? null : (names.get(row.setById) ?? former),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    effectiveAt: row.effectiveAt?.toISOString() ?? null,
    clearedAt: row.clearedAt?.toISOString() ?? null,
    percent: row.percent,
  }));
}

export function switchLabel(scope: string, target: string | null): string {
  if (scope === "global") return "Everything, of all tenants";
  if (scope === "tenant") return "Everything of this tenant";
  const what = scope.charAt(0).toUpperCase() + scope.slice(1);
  return `${what} ${scope === "session" ? `…${(target ?? "").slice(-8)}` : (target ?? "")}`;
}
