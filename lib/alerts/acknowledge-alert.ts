import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { toRows } from "./rows";
import { AlertRef } from "./schemas";
import type { AlertRow } from "./types";

/**
 * A person says that they know of an alert and see to it. It stays open until its cause is gone. Who may throw the
 * kill switch, admins and responders, may say so: the others could not see to it.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where somebody has said so already, or its cause
 * is gone
 */
export async function acknowledgeAlert(ctx: Ctx, input: AlertRef): Promise<AlertRow> {
  requirePermission(ctx, "incidents.manage");
  const parsed = AlertRef.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id } = parsed.data;
  const { tenantId, actor } = ctx;
  return withTenant(tenantId, async (tx) => {
    const before = await read(tx, tenantId, id);
    if (before.acknowledgedAt) throw conflict("Somebody has acknowledged this alert already.");
    if (before.resolvedAt) throw conflict("Its cause is gone, so there is nothing to acknowledge.");
    const { count } = await tx.alert.updateMany({
      where: { id, tenantId, acknowledgedAt: null, resolvedAt: null },
      data: { acknowledgedAt: new Date(), acknowledgedById: actor.kind === "user" ? actor.id : null },
    });
    if (count === 0) throw conflict("The alert has changed just now. Look at it again.");
    await appendLeaf(tx, ctx, {
      action: "alert.acknowledged",
      subjectKind: "alert",
      subjectId: id,
      data: { kind: before.kind, about: { kind: before.subject.kind, id: before.subject.id } },
    });
    return read(tx, tenantId, id);
  });
}

async function read(tx: Tx, tenantId: string, id: string): Promise<AlertRow> {
  const found = await tx.alert.findFirst({ where: { id, tenantId } });
  const [row] = await toRows(tx, found ? [found] : []);
  if (!row) throw notFound("alert");
  return row;
}

function conflict(detail: string): DomainError {
  return new DomainError("CONFLICT", detail);
}
