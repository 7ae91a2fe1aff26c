import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import type { StopFileInForce } from "./types";

/** The stop file that gateways say is in force; null where none does. @throws DomainError FORBIDDEN */
export async function stopFileInForce(ctx: Ctx): Promise<StopFileInForce | null> {
  requirePermission(ctx, "switches.read");
  return withTenant(ctx.tenantId, (tx) => readStopFile(tx, ctx.tenantId));
}

/** As {@link stopFileInForce}, in the caller's transaction: the alert that the gateways keep of it. */
export async function readStopFile(tx: Tx, tenantId: string): Promise<StopFileInForce | null> {
  const where = { tenantId, kind: "stop_file.in_force", resolvedAt: null };
  const found = await tx.alert.findFirst({ where, select: { createdAt: true, detail: true } });
  return found && { since: found.createdAt.toISOString(), detail: found.detail };
}
