import { alertHref, type AlertRow } from "../alerts";
import type { Tx } from "../platform/db";
import { isId } from "../platform/ids";
import type { LinkKind } from "./schemas";
import { incidentRef } from "./words";

export type Subject = { kind: LinkKind; id: string };
export type Described = { label: string; href: string | null };

/** What each subject is called and where the console shows it. What isn't in this tenant, or is gone, is left out. */
export async function describeSubjects(
  tx: Tx,
  tenantId: string,
  subjects: readonly Subject[],
): Promise<Map<string, Described>> {
  const found = new Map<string, Described>();
  for (const kind of new Set(subjects.map((subject) => subject.kind))) {
    const ids = subjects.filter((subject) => subject.kind === kind).map(({ id }) => id);
    const usable = kind === "capability" ? ids : ids.filter(isId);
    if (usable.length === 0) continue;
    const rows = await READ[kind](tx, tenantId, usable);
    for (const [id, described] of rows) found.set(keyOf({ kind, id }), described);
  }
  return found;
}

export function keyOf({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}

type Reader = (tx: Tx, tenantId: string, ids: string[]) => Promise<[id: string, described: Described][]>;

const READ: Readonly<Record<LinkKind, Reader>> = {
  session: async (tx, tenantId, ids) => {
    const rows = await tx.session.findMany({ where: { tenantId, id: { in: ids } } });
    return rows.map(({ id, label }) => [
      id,
      { label: label || `Session …${id.slice(-8)}`, href: `/sessions/${id}` },
    ]);
  },
  agent: async (tx, tenantId, ids) => {
    const rows = await tx.agent.findMany({ where: { tenantId, id: { in: ids } } });
    return rows.map(({ id, name }) => [
      id,
      { label: name, href: `/sessions?agent=${encodeURIComponent(name)}` },
    ]);
  },
  capability: async (tx, tenantId, names) => {
    const rows = await tx.capability.findMany({ where: { tenantId, name: { in: names } } });
    return rows.map(({ id, name }) => [name, { label: name, href: `/capabilities/${id}` }]);
  },
  call: async (tx, tenantId, ids) => {
    const rows = await tx.decision.findMany({
      where: { tenantId, id: { in: ids } },
      select: { id: true, callId: true, capability: true, sessionId: true },
    });
    return rows.map(({ id, callId, capability, sessionId }) => [
      id,
      {
        label: `${capability} …${callId.slice(-8)}`,
        href: sessionId === null ? null : `/sessions/${sessionId}?call=${callId}`,
      },
    ]);
  },
  approval: async (tx, tenantId, ids) => {
    const rows = await tx.approval.findMany({
      where: { tenantId, id: { in: ids } },
      select: { id: true, capability: true },
    });
    return rows.map(({ id, capability }) => [
      id,
      { label: `Approval of ${capability}`, href: `/approvals/${id}` },
    ]);
  },
  revision: async (tx, tenantId, ids) => {
    const rows = await tx.policyRevision.findMany({
      where: { tenantId, id: { in: ids } },
      select: { id: true, number: true },
    });
    return rows.map(({ id, number }) => [id, { label: `Policy revision ${number}`, href: `/policy/${id}` }]);
  },
  switch: async (tx, tenantId, ids) => {
    const rows = await tx.switch.findMany({ where: { tenantId, id: { in: ids } } });
    return rows.map(({ id, scope, target }) => [
      id,
      { label: scope === "tenant" ? "Stop of the tenant" : `Stop of ${scope} ${target}`, href: "/switches" },
    ]);
  },
  alert: async (tx, tenantId, ids) => {
    const rows = await tx.alert.findMany({ where: { tenantId, id: { in: ids } } });
    return rows.map(({ id, title, subjectKind, subjectId }) => {
      const about = { kind: subjectKind as AlertRow["subject"]["kind"], id: subjectId }; // only raiseAlert writes these
      return [id, { label: title, href: alertHref(about) }];
    });
  },
  incident: async (tx, tenantId, ids) => {
    const rows = await tx.incident.findMany({ where: { tenantId, id: { in: ids } } });
    return rows.map(({ id, number, title }) => {
      const ref = incidentRef(number);
      return [id, { label: `${ref}: ${title}`, href: `/incidents/${ref}` }];
    });
  },
};
