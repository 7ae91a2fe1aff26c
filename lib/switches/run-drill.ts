import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { enforce } from "./enforce";
import { clock, personOf } from "./on-switch";
import type { Drill } from "./types";

const WHO: Record<Ctx["actor"]["kind"], string> = {
  user: "",
  agent: "an agent",
  system: "the command line",
};

/**
 * Sets a stop for a session that does not exist, measures until every gateway enforces it, and lifts it: the whole way
 * of a real one, and nothing that runs is touched.
 * @throws DomainError FORBIDDEN, UNAVAILABLE
 */
export async function runDrill(ctx: Ctx): Promise<Drill & { auditId: string; complete: boolean }> {
  const began = performance.now();
  requirePermission(ctx, "switches.set");
  const { tenantId } = ctx;
  const id = newId();
  const target = newId();
  const at = await withTenant(tenantId, async (tx) => {
    const setAt = await clock(tx);
    await tx.switch.createMany({
      data: {
        ...{ id, tenantId, target, setAt, setById: personOf(ctx) },
        ...{ scope: "session", reason: "A drill: nothing is stopped.", origin: "drill", freezes: false },
      },
    });
    return setAt;
  });
  const enforced = await enforce(ctx, [{ id, scope: "session", target }], began);
  const auditId = await withTenant(tenantId, async (tx) => {
    const over = {
      clearedAt: await clock(tx),
      clearedById: personOf(ctx),
      clearReason: "The drill is over.",
    };
    await tx.switch.updateMany({ where: { id }, data: over });
    return appendLeaf(tx, ctx, {
      action: "switch.drilled",
      subjectKind: "switch",
      subjectId: id,
      data: enforced,
    });
  });
  const by = ctx.actor.kind === "user" ? ctx.actor.label : WHO[ctx.actor.kind];
  return { id, at: at.toISOString(), by, ...enforced, auditId };
}

/** The newest drill of the tenant that has ended, or null. @throws DomainError FORBIDDEN */
export async function lastDrill(ctx: Ctx): Promise<Drill | null> {
  requirePermission(ctx, "switches.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const row = await tx.switch.findFirst({
      where: { tenantId, origin: "drill", clearedAt: { not: null } },
      orderBy: { id: "desc" },
    });
    if (!row) return null;
    const user = row.setById && (await tx.user.findUnique({ where: { id: row.setById } }));
    const enforcedMs = row.effectiveAt && row.effectiveAt.getTime() - row.setAt.getTime();
    return {
      id: row.id,
      at: row.setAt.toISOString(),
      by: user ? user.name : row.setById ? "a former member" : WHO.system,
      gateways: row.gateways,
      enforcedMs,
    };
  });
}
