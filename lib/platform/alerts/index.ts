import type { Tx } from "../db";
import { newId } from "../ids";

export type AlertKind =
  | "capability.changed"
  | "upstream.down"
  | "upstream.not_compared"
  | "credential.failed"
  | "notification.failed"
  | "stop_file.invalid"
  | "stop_file.in_force";

/** What a person should know of. `title` and `detail` are our own sentences, never an upstream's. */
export type NewAlert = {
  kind: AlertKind;
  severity: "warning" | "critical";
  subjectKind: "capability" | "upstream" | "credential" | "endpoint" | "gateway";
  subjectId: string;
  title: string;
  detail: string;
};

/**
 * Raises an alert in the caller's transaction. While one for the same cause is open, there is no second.
 * @returns whether it is news
 */
export async function raiseAlert(tx: Tx, tenantId: string, alert: NewAlert): Promise<boolean> {
  const count = await tx.$executeRaw`
    INSERT INTO alerts (id, tenant_id, kind, severity, subject_kind, subject_id, title, detail)
    VALUES (${newId()}::uuid, ${tenantId}::uuid, ${alert.kind}, ${alert.severity}, ${alert.subjectKind},
      ${alert.subjectId}::uuid, ${alert.title}, ${alert.detail})
    ON CONFLICT (tenant_id, kind, subject_id) WHERE resolved_at IS NULL DO NOTHING`;
  return count > 0;
}

/** Ends the open alert of a cause that is no more. @returns whether there was one */
export async function resolveAlert(
  tx: Tx,
  tenantId: string,
  kind: AlertKind,
  subjectId: string,
): Promise<boolean> {
  const { count } = await tx.alert.updateMany({
    where: { tenantId, kind, subjectId, resolvedAt: null },
    data: { resolvedAt: new Date() },
  });
  return count > 0;
}
