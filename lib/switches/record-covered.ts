import { systemCtx, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { agentsOf, heldOf, inFlightAt, queuedOf, sessionsOf } from "./affected";
import { withSwitches } from "./on-switch";
import type { Scope, StopTarget } from "./schemas";

const BATCH = 50;
/** Longer than whoever sets a stop waits for it: after that, when it was in force will not be known any more. */
const UNKNOWN_AFTER_SECONDS = 30;

/**
 * Writes down, once, what each action of stopping met, as soon as it is in force. By the maintenance: counting takes time in
 * which more calls would be sent, or the answer would wait; and what a crash leaves undone, the next round finds.
 */
export async function recordCovered(tenantId: string): Promise<void> {
  const due = await withTenant(
    tenantId,
    (tx) => tx.$queryRaw<{ id: string; global: boolean }[]>`
      SELECT id, tenant_id IS NULL AS global FROM switches
      WHERE uncovered_in = ${tenantId}::uuid AND (effective_at IS NOT NULL
        OR set_at <= clock_timestamp() - make_interval(secs => ${UNKNOWN_AFTER_SECONDS}::float8))
      ORDER BY id LIMIT ${BATCH}`,
  );
  const ctx = systemCtx(tenantId, `settle-${newId()}`);
  for (const { id, global } of due) await withSwitches(ctx, global, (tx) => recordOne(tx, ctx, id));
}

/** Under the lock of the first switch: who comes second finds nothing to do. */
async function recordOne(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const { tenantId } = ctx;
  const where = { id, uncoveredIn: tenantId };
  const { count } = await tx.switch.updateMany({ where, data: { uncoveredIn: null } });
  if (count === 0) return;
  const set = await tx.switch.findMany({ where: { actionId: id } });
  const targets = set.map(({ scope, target }): StopTarget => ({ scope: scope as Scope, target }));
  const first = set.find((row) => row.id === id);
  const at = first?.effectiveAt ?? first?.setAt ?? new Date();
  const covers = {
    inFlight: await inFlightAt(tx, tenantId, targets, at),
    queued: (await queuedOf(tx, tenantId, targets)).count,
    held: (await heldOf(tx, tenantId, targets)).count,
    sessions: (await sessionsOf(tx, tenantId, targets)).count,
    agents: (await agentsOf(tx, tenantId, targets)).count,
  };
  const data = { covers };
  await appendLeaf(tx, ctx, { action: "switch.covered", subjectKind: "switch", subjectId: id, data });
}
