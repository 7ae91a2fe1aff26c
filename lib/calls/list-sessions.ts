import type { z } from "zod";
import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type Tx } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { isId } from "../platform/ids";
import { ListSessionsInput } from "./schemas";
import { LAST_ID } from "./session-calls";
import type { Page, SessionRow } from "./types";

const PAGE = 50;
/** Calls counted per session; beyond it the row says "and more". */
const COUNTED = 500;

type RawSession = {
  id: string;
  agent_id: string;
  agent_name: string | null;
  kind: string;
  label: string;
  started_at: Date;
  ended_at: Date | null;
  last_at: Date | null;
  allow: number;
  deny: number;
  ask: number;
  waiting: number;
};

/** Sessions of the tenant, newest first. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listSessions(ctx: Ctx, input: ListSessionsInput): Promise<Page<SessionRow>> {
  requirePermission(ctx, "sessions.read");
  const parsed = ListSessionsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return withTenant(ctx.tenantId, async (tx) => {
    const rows = await readSessions(tx, ctx.tenantId, filters(parsed.data), PAGE + 1);
    const page = rows.slice(0, PAGE);
    return {
      rows: page,
      nextCursor: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
      now: await databaseNow(tx),
    };
  });
}

/** One session as a list shows it, or null. */
export async function oneSession(tx: Tx, tenantId: string, id: string): Promise<SessionRow | null> {
  const rows = await readSessions(tx, tenantId, Prisma.sql`s.id = ${id}::uuid`, 1);
  return rows[0] ?? null;
}

/** The one clock for deadlines: processes and browsers may disagree, the database doesn't with itself. */
export async function databaseNow(tx: Tx): Promise<string> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return (rows[0]?.now ?? new Date()).toISOString();
}

function filters(input: z.output<typeof ListSessionsInput>): Prisma.Sql {
  const all = [Prisma.sql`true`];
  if (input.cursor) all.push(Prisma.sql`s.id < ${input.cursor}::uuid`);
  if (input.agent.length > 0)
    all.push(Prisma.sql`s.agent_id IN (SELECT id FROM agents WHERE name = ANY (${input.agent}))`);
  if (input.kind.length > 0) all.push(Prisma.sql`s.kind = ANY (${input.kind})`);
  if (input.status.length > 0)
    all.push(
      Prisma.sql`(${Prisma.join(
        input.status.map((status) => STATUS_SQL[status]),
        " OR ",
      )})`,
    );
  if (input.q) all.push(search(input.q));
  return Prisma.join(all, " AND ");
}

const STATUS_SQL = {
  active: Prisma.sql`s.ended_at IS NULL`,
  ended: Prisma.sql`s.ended_at IS NOT NULL`,
  waiting: Prisma.sql`s.id IN (SELECT session_id FROM approvals WHERE status = 'pending' AND expires_at > clock_timestamp())`,
} as const;

function search(q: string): Prisma.Sql {
  if (isId(q)) return Prisma.sql`s.id = ${q}::uuid`;
  const like = `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return Prisma.sql`(s.label ILIKE ${like} OR s.agent_id IN (SELECT id FROM agents WHERE name ILIKE ${like}))`;
}

async function readSessions(
  tx: Tx,
  tenantId: string,
  where: Prisma.Sql,
  limit: number,
): Promise<SessionRow[]> {
  // The planner takes all sessions to be of average length. For one without calls it would then read through
  // everybody's, by primary key or in sequence; without these two ways only the session's own index is left.
  await tx.$executeRaw`SELECT set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)`;
  const rows = await tx.$queryRaw<RawSession[]>`
    WITH page AS MATERIALIZED (
      SELECT s.* FROM sessions s WHERE s.tenant_id = ${tenantId}::uuid AND ${where} ORDER BY s.id DESC LIMIT ${limit}
    )
    SELECT p.id, p.agent_id, g.name AS agent_name, p.kind, p.label, p.started_at, p.ended_at, l.last_at,
      c.allow, c.deny, c.ask, w.waiting
    FROM page p
    LEFT JOIN agents g ON g.id = p.agent_id
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE action = 'ALLOW')::int AS allow, count(*) FILTER (WHERE action = 'DENY')::int AS deny,
        count(*) FILTER (WHERE action = 'REQUIRE_APPROVAL')::int AS ask
      FROM (SELECT x.action FROM decisions x WHERE x.tenant_id = ${tenantId}::uuid AND x.session_id >= p.id
        AND (x.session_id, x.id) < (p.id, ${LAST_ID}::uuid) AND x.id = x.call_id
        ORDER BY x.session_id DESC, x.id DESC LIMIT ${COUNTED + 1}) counted
    ) c
    LEFT JOIN LATERAL (
      SELECT x.decided_at AS last_at FROM decisions x WHERE x.tenant_id = ${tenantId}::uuid AND x.session_id >= p.id
        AND (x.session_id, x.id) < (p.id, ${LAST_ID}::uuid)
      ORDER BY x.session_id DESC, x.id DESC LIMIT 1
    ) l ON true
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS waiting FROM approvals x WHERE x.tenant_id = ${tenantId}::uuid AND x.session_id = p.id
        AND x.status = 'pending' AND x.expires_at > clock_timestamp()
    ) w
    ORDER BY p.id DESC`;
  return rows.map(toRow);
}

function toRow(raw: RawSession): SessionRow {
  return {
    id: raw.id,
    agentId: raw.agent_id,
    agentName: raw.agent_name ?? "unknown agent",
    kind: raw.kind,
    label: raw.label,
    startedAt: raw.started_at.toISOString(),
    endedAt: raw.ended_at?.toISOString() ?? null,
    lastActivityAt: raw.last_at?.toISOString() ?? null,
    counts: {
      allow: raw.allow,
      deny: raw.deny,
      ask: raw.ask,
      capped: raw.allow + raw.deny + raw.ask > COUNTED,
    },
    waiting: raw.waiting,
  };
}
