import type { Tx } from "../db";
import { newId } from "../ids";

export type AlertKind =
  "capability.changed" | "upstream.down" | "credential.failed" | "notification.failed" | "stop_file.invalid";

/** What a person should know of. `title` and `detail` are our own sentences, never an upstream's. */
export type NewAlert = {
  kind: AlertKind;
  severity: "warning" | "critical";
  subjectKind: "capability" | "upstream" | "credential" | "endpoint" | "gateway";
  subjectId: string;
  title: string;
  detail: string;
};

/** Raises an alert in the caller's transaction. While one for the same cause is open, there is no second. */
export async function raiseAlert(tx: Tx, tenantId: string, alert: NewAlert): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO alerts (id, tenant_id, kind, severity, subject_kind, subject_id, title, detail)
    VALUES (${newId()}::uuid, ${tenantId}::uuid, ${alert.kind}, ${alert.severity}, ${alert.subjectKind},
      ${alert.subjectId}::uuid, ${alert.title}, ${alert.detail})
    ON CONFLICT (tenant_id, kind, subject_id) WHERE resolved_at IS NULL DO NOTHING`;
}

/** Ends the open alert of a cause that is no more, if there is one. */
export async function resolveAlert(
  tx: Tx,
  tenantId: string,
  kind: AlertKind,
  subjectId: string,
): Promise<void> {
  await tx.alert.updateMany({
    where: { tenantId, kind, subjectId, resolvedAt: null },
    data: { resolvedAt: new Date() },
  });
}
