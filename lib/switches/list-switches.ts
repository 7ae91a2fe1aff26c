import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Prisma } from "../platform/db";
import { clock } from "./on-switch";
import { parseInput } from "./parse";
import { toRows } from "./rows";
import { ListSwitchesInput, type ListSwitchesInput as ListIn, type Scope } from "./schemas";
import { readStopFile } from "./stop-file";
import { keyOf, nameTargets } from "./targets";
import type { StopStrip, SwitchPage } from "./types";

/** What is stopped now, or what was: newest first, those for all tenants too, without drills. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listSwitches(ctx: Ctx, input: ListIn): Promise<SwitchPage> {
  requirePermission(ctx, "switches.read");
  const { state, incidentId, cursor, limit } = parseInput(ListSwitchesInput, input);
  return withTenant(ctx.tenantId, async (tx) => {
    const now = await clock(tx);
    const found = await tx.switch.findMany({
      where: {
        ...(state === "in_force" ? inForce(now) : over(now)),
        origin: { not: "drill" },
        ...(incidentId && { incidentId }),
        ...(cursor && { id: { lt: cursor } }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
    });
    const page = found.slice(0, limit);
    return {
      rows: await toRows(tx, ctx, page),
      nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
      now: now.toISOString(),
    };
  });
}

const NAMED = 3;

/** What every page says at its top: the stops in force and how many sessions are quarantined. @throws DomainError FORBIDDEN */
export async function readStrip(ctx: Ctx): Promise<StopStrip> {
  requirePermission(ctx, "switches.read");
  return withTenant(ctx.tenantId, async (tx) => {
    const where = { ...inForce(await clock(tx)), origin: { not: "drill" } };
    const count = await tx.switch.count({ where });
    const rows = await tx.switch.findMany({ where, orderBy: { id: "desc" }, take: NAMED });
    const names = await nameTargets(tx, rows);
    const quarantined = await tx.quarantine.count({ where: { tenantId: ctx.tenantId, releasedAt: null } });
    return {
      count,
      quarantined,
      stopFile: await readStopFile(tx, ctx.tenantId),
      stops: rows.map((row) => ({
        id: row.id,
        scope: row.scope as Scope,
        label: names.get(keyOf(row))?.label ?? row.target ?? "",
        setAt: row.setAt.toISOString(),
        percent: row.percent,
      })),
    };
  });
}

function inForce(now: Date): Prisma.SwitchWhereInput {
  return { clearedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
}

function over(now: Date): Prisma.SwitchWhereInput {
  return { OR: [{ clearedAt: { not: null } }, { expiresAt: { lte: now } }] };
}
