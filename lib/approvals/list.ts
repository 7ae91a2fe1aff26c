import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { isId } from "../platform/ids";
import { databaseNow } from "../calls";
import { loadDirectory } from "./directory";
import { filterSql } from "./filters";
import { readRows, type Filter } from "./rows";
import { ListApprovalsInput } from "./schemas";
import type { ApprovalList, Directory } from "./types";
import { countWaiting, newestOf, waitingForViewer } from "./waiting";

const PAGE = 50;

/**
 * The inbox: what waits for the viewer, or for anybody, nearest deadline first; or what is decided, newest request first.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function listApprovals(ctx: Ctx, input: ListApprovalsInput): Promise<ApprovalList> {
  requirePermission(ctx, "approvals.read");
  const parsed = ListApprovalsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { view, cursor, ...rest } = parsed.data;
  const where = filterSql(rest);
  return withTenant(ctx.tenantId, async (tx) => {
    const directory = await loadDirectory(tx, ctx.tenantId);
    const { ids, waiting } = await select(tx, ctx, { view, where, cursor, directory });
    const found = await readRows(tx, ctx, { ids, newestFirst: view === "decided", directory });
    const rows = found.slice(0, PAGE);
    const last = found.length > PAGE ? rows.at(-1) : undefined;
    const nextCursor =
      last === undefined ? null : view === "decided" ? last.id : `${Date.parse(last.expiresAt)}.${last.id}`;
    const team = await countWaiting(tx, ctx.tenantId);
    const counts = { mine: waiting.length, team, newest: newestOf(waiting) };
    return { rows, nextCursor, now: await databaseNow(tx), counts };
  });
}

type Selection = {
  view: "mine" | "team" | "decided";
  where: Filter;
  cursor: string | undefined;
  directory: Directory;
};

/** The ids of a page and of the one after it, and what waits for the viewer, filters aside. */
async function select(tx: Tx, ctx: Ctx, { view, where, cursor, directory }: Selection) {
  const after = cursor === undefined || view === "decided" ? null : parseCursor(cursor);
  const waiting = await waitingForViewer(tx, ctx, directory, where);
  if (view === "decided") return { ids: decidedIds(ctx.tenantId, where, cursor), waiting };
  if (view === "team") return { ids: teamIds(ctx.tenantId, where, after), waiting };
  const page = waiting
    .filter((it) => it.matches && (after === null || isAfter(it, after)))
    .slice(0, PAGE + 1)
    .map(({ id }) => id);
  return { ids: Prisma.sql`SELECT unnest(${page}::uuid[]) AS id`, waiting };
}

/** By deadline; the partial index on pending requests holds exactly this order. */
function teamIds(tenantId: string, where: Filter, after: Position | null): Filter {
  const rest = after
    ? Prisma.sql`(a.expires_at, a.id) > (${after.expiresAt}, ${after.id}::uuid)`
    : Prisma.sql`true`;
  return Prisma.sql`
    SELECT a.id FROM approvals a
    WHERE a.tenant_id = ${tenantId}::uuid AND a.status = 'pending' AND a.expires_at > coalesce(a.frozen_at, clock_timestamp()) AND ${where} AND ${rest}
    ORDER BY a.expires_at, a.id LIMIT ${PAGE + 1}`;
}

type Position = { expiresAt: Date; id: string };

function isAfter(it: Position, than: Position): boolean {
  const later = it.expiresAt.getTime() - than.expiresAt.getTime();
  return later > 0 || (later === 0 && it.id > than.id);
}

function parseCursor(cursor: string): Position {
  const [ms, id] = cursor.split(".");
  if (!ms || !/^\d{1,15}$/.test(ms) || !id || !isId(id)) throw badCursor();
  return { expiresAt: new Date(Number(ms)), id };
}

/**
 * One index range per status, merged: no status is read further than a page. BETWEEN, and the status in the order, so that
 * no other index will do: where nothing was ever cancelled, the one of ids would be read to its end to find that out.
 */
function decidedIds(tenantId: string, where: Filter, cursor: string | undefined): Filter {
  if (cursor !== undefined && !isId(cursor)) throw badCursor();
  const before = cursor === undefined ? Prisma.sql`true` : Prisma.sql`a.id < ${cursor}::uuid`;
  return Prisma.sql`
    SELECT found.id FROM (
      VALUES ('approved'), ('denied'), ('changes_requested'), ('expired'), ('cancelled'), ('pending')
    ) AS s(status)
    CROSS JOIN LATERAL (
      SELECT a.id FROM approvals a
      WHERE a.tenant_id = ${tenantId}::uuid AND a.status BETWEEN s.status AND s.status
        AND (a.status <> 'pending' OR a.expires_at <= coalesce(a.frozen_at, clock_timestamp())) AND ${where} AND ${before}
      ORDER BY a.status DESC, a.id DESC LIMIT ${PAGE + 1}
    ) found
    ORDER BY found.id DESC LIMIT ${PAGE + 1}`;
}

function badCursor(): DomainError {
  return new DomainError("INVALID_INPUT", "The cursor is not one of ours.", {
    faults: [{ pointer: "/cursor", detail: "is not a cursor" }],
  });
}
