import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { isId } from "../platform/ids";
import { databaseNow } from "../calls";
import { readRows, type Filter } from "./rows";
import { ListApprovalsInput } from "./schemas";
import type { ApprovalList } from "./types";

const PAGE = 50;

/**
 * The inbox: what waits, nearest deadline first; or what is decided, newest request first.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function listApprovals(ctx: Ctx, input: ListApprovalsInput): Promise<ApprovalList> {
  requirePermission(ctx, "approvals.read");
  const parsed = ListApprovalsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { view, cursor, ...rest } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const where = filters(rest);
    const ids =
      view === "pending" ? pendingIds(ctx.tenantId, where, cursor) : decidedIds(ctx.tenantId, where, cursor);
    const found = await readRows(tx, ctx, { ids, newestFirst: view === "decided" });
    const rows = found.slice(0, PAGE);
    const last = found.length > PAGE ? rows.at(-1) : undefined;
    const nextCursor = last
      ? view === "pending"
        ? `${Date.parse(last.expiresAt)}.${last.id}`
        : last.id
      : null;
    return { rows, nextCursor, now: await databaseNow(tx), pending: await countWaiting(tx, ctx.tenantId) };
  });
}

/** How many requests wait for people now, for the navigation. @throws DomainError FORBIDDEN */
export async function countPending(ctx: Ctx): Promise<number> {
  requirePermission(ctx, "approvals.read");
  return withTenant(ctx.tenantId, (tx) => countWaiting(tx, ctx.tenantId));
}

async function countWaiting(tx: Tx, tenantId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM approvals
    WHERE tenant_id = ${tenantId}::uuid AND status = 'pending' AND expires_at > clock_timestamp()`;
  return rows[0]?.n ?? 0;
}

function filters(input: { risk: string[]; agent: string[]; q?: string | undefined }): Filter {
  const all = [Prisma.sql`true`];
  if (input.risk.length > 0) all.push(Prisma.sql`a.risk_level = ANY (${input.risk})`);
  if (input.agent.length > 0)
    all.push(Prisma.sql`a.agent_id IN (SELECT id FROM agents WHERE name = ANY (${input.agent}))`);
  if (input.q && isId(input.q)) all.push(Prisma.sql`${input.q}::uuid IN (a.id, a.call_id, a.session_id)`);
  else if (input.q) {
    const like = `%${input.q.replaceAll(/[\\%_]/g, "\\$&")}%`;
    all.push(
      Prisma.sql`(a.capability ILIKE ${like} OR a.agent_id IN (SELECT id FROM agents WHERE name ILIKE ${like}))`,
    );
  }
  return Prisma.join(all, " AND ");
}

/** By deadline; the partial index on pending requests holds exactly this order. */
function pendingIds(tenantId: string, where: Filter, cursor: string | undefined): Filter {
  const after = cursor === undefined ? Prisma.sql`true` : afterDeadline(cursor);
  return Prisma.sql`
    SELECT a.id FROM approvals a
    WHERE a.tenant_id = ${tenantId}::uuid AND a.status = 'pending' AND a.expires_at > clock_timestamp() AND ${where} AND ${after}
    ORDER BY a.expires_at, a.id LIMIT ${PAGE + 1}`;
}

function afterDeadline(cursor: string): Filter {
  const [ms, id] = cursor.split(".");
  if (!ms || !/^\d{1,15}$/.test(ms) || !id || !isId(id)) throw badCursor();
  return Prisma.sql`(a.expires_at, a.id) > (${new Date(Number(ms))}, ${id}::uuid)`;
}

/** One index range per status, merged: no status is read further than a page. */
function decidedIds(tenantId: string, where: Filter, cursor: string | undefined): Filter {
  if (cursor !== undefined && !isId(cursor)) throw badCursor();
  const before = cursor === undefined ? Prisma.sql`true` : Prisma.sql`a.id < ${cursor}::uuid`;
  return Prisma.sql`
    SELECT found.id FROM (VALUES ('approved'), ('denied'), ('expired'), ('cancelled'), ('pending')) AS s(status)
    CROSS JOIN LATERAL (
      SELECT a.id FROM approvals a
      WHERE a.tenant_id = ${tenantId}::uuid AND a.status = s.status
        AND (a.status <> 'pending' OR a.expires_at <= clock_timestamp()) AND ${where} AND ${before}
      ORDER BY a.id DESC LIMIT ${PAGE + 1}
    ) found
    ORDER BY found.id DESC LIMIT ${PAGE + 1}`;
}

function badCursor(): DomainError {
  return new DomainError("INVALID_INPUT", "The cursor is not one of ours.", {
    faults: [{ pointer: "/cursor", detail: "is not a cursor" }],
  });
}
