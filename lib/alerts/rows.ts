import type { Alert, Tx } from "../platform/db";
import type { AlertRow } from "./types";

/** Rows as people see them, in the order given. */
export async function toRows(tx: Tx, alerts: readonly Alert[]): Promise<AlertRow[]> {
  const ids = [...new Set(alerts.flatMap(({ acknowledgedById }) => acknowledgedById ?? []))];
  const people = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return alerts.map((alert) => ({
    id: alert.id,
    // Only raiseAlert writes these, and its types are these.
    kind: alert.kind as AlertRow["kind"],
    severity: alert.severity as AlertRow["severity"],
    subject: { kind: alert.subjectKind as AlertRow["subject"]["kind"], id: alert.subjectId },
    title: alert.title,
    detail: alert.detail,
    createdAt: alert.createdAt.toISOString(),
    acknowledgedAt: alert.acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy: names.get(alert.acknowledgedById ?? "") ?? null,
    resolvedAt: alert.resolvedAt?.toISOString() ?? null,
  }));
}
