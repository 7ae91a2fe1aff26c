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
/** Sessions among which those with the most failures are looked for. */
const WORST_OF = 200;
/** What holds where a tenant has set nothing: the columns' own defaults. */
const DEFAULT_HALF_LIFE = 600;
const DEFAULT_THRESHOLD = 6;

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
  failed: number;
  taint: string[];
  score: number | null;
  threshold: number;
  quarantine_id: string | null;
  admits: string | null;
};

/** Sessions of the tenant, newest first; or of the newest ones those with the most failures first. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function listSessions(ctx: Ctx, input: ListSessionsInput): Promise<Page<SessionRow>> {
  requirePermission(ctx, "sessions.read");
  const parsed = ListSessionsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return withTenant(ctx.tenantId, async (tx) => {
    if (parsed.data.sort === "failures") return worstFirst(tx, ctx.tenantId, parsed.data);
    const rows = await readSessions(tx, ctx.tenantId, { ...found(parsed.data), limit: PAGE + 1 });
    const page = rows.slice(0, PAGE);
    return {
      rows: page,
      nextCursor: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
      now: await databaseNow(tx),
    };
  });
}

/** Nothing is indexed by failures, so they are counted in the newest sessions that match, and there is no next page. */
async function worstFirst(
  tx: Tx,
  tenantId: string,
  input: z.output<typeof ListSessionsInput>,
): Promise<Page<SessionRow>> {
  const rows = await readSessions(tx, tenantId, { ...found(input), limit: WORST_OF });
  const failing = rows.filter((row) => failuresOf(row) > 0);
  failing.sort((a, b) => failuresOf(b) - failuresOf(a));
  return { rows: failing.slice(0, PAGE), nextCursor: null, now: await databaseNow(tx) };
}

function failuresOf(row: SessionRow): number {
  return row.counts.deny + row.failed;
}

/** One session as a list shows it, or null. */
export async function oneSession(tx: Tx, tenantId: string, id: string): Promise<SessionRow | null> {
  const rows = await readSessions(tx, tenantId, {
    agents: [],
    where: Prisma.sql`s.id = ${id}::uuid`,
    limit: 1,
  });
  return rows[0] ?? null;
}

/** The one clock for deadlines: processes and browsers may disagree, the database doesn't with itself. */
export async function databaseNow(tx: Tx): Promise<string> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return (rows[0]?.now ?? new Date()).toISOString();
}

type Wanted = {
  agents: readonly string[];
  /** Only those before this one. */
  cursor?: string | undefined;
  where: Prisma.Sql;
  limit: number;
};

function found(input: z.output<typeof ListSessionsInput>): Omit<Wanted, "limit"> {
  const all = [Prisma.sql`true`];
  if (input.kind.length > 0) all.push(Prisma.sql`s.kind = ANY (${input.kind})`);
  if (input.status.length > 0)
    all.push(
      Prisma.sql`(${Prisma.join(
        input.status.map((status) => STATUS_SQL[status]),
        " OR ",
      )})`,
    );
  if (input.q) all.push(search(input.q));
  return { agents: input.agent, cursor: input.cursor, where: Prisma.join(all, " AND ") };
}

/**
 * Of named agents by each one's index: the newest of all might not be theirs for a long way back. The planner takes
 * each agent to have as many sessions as any other, and might go that way; in this order only that index has them.
 */
function pageOf(tenantId: string, { agents, cursor = LAST_ID, where, limit }: Wanted): Prisma.Sql {
  if (agents.length === 0)
    return Prisma.sql`SELECT s.* FROM sessions s
      WHERE s.tenant_id = ${tenantId}::uuid AND s.id < ${cursor}::uuid AND ${where} ORDER BY s.id DESC LIMIT ${limit}`;
  return Prisma.sql`SELECT s.* FROM agents own
    CROSS JOIN LATERAL (
      SELECT s.* FROM sessions s WHERE s.tenant_id = ${tenantId}::uuid AND s.agent_id >= own.id
        AND (s.agent_id, s.id) < (own.id, ${cursor}::uuid) AND ${where}
      ORDER BY s.agent_id DESC, s.id DESC LIMIT ${limit}
    ) s
    WHERE own.tenant_id = ${tenantId}::uuid AND own.name = ANY (${[...agents]}) ORDER BY s.id DESC LIMIT ${limit}`;
}

const STATUS_SQL = {
  active: Prisma.sql`s.ended_at IS NULL`,
  ended: Prisma.sql`s.ended_at IS NOT NULL`,
  quarantined: Prisma.sql`s.id IN (SELECT session_id FROM quarantines WHERE released_at IS NULL)`,
  waiting: Prisma.sql`s.id IN (SELECT session_id FROM approvals WHERE status = 'pending' AND expires_at > coalesce(frozen_at, clock_timestamp()))`,
} as const;

function search(q: string): Prisma.Sql {
  if (isId(q)) return Prisma.sql`s.id = ${q}::uuid`;
  const like = `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return Prisma.sql`(s.label ILIKE ${like} OR s.agent_id IN (SELECT id FROM agents WHERE name ILIKE ${like}))`;
}

const THRESHOLD = Prisma.sql`CASE WHEN r.watch_until > clock_timestamp()
  THEN least(r.watch_threshold, coalesce(cs.threshold, ${DEFAULT_THRESHOLD}::float)) ELSE coalesce(cs.threshold, ${DEFAULT_THRESHOLD}::float) END`;
/** What of the points is left. As the database itself has it (risk_now and risk_threshold), for reading. */
const LEFT = Prisma.sql`power(0.5::double precision,
  greatest(extract(epoch FROM clock_timestamp() - r.at), 0)::double precision / coalesce(cs.half_life_seconds, ${DEFAULT_HALF_LIFE}::int))`;
const SCORE = Prisma.sql`risk_total(r.score * ${LEFT}, r.asked * ${LEFT}, ${THRESHOLD})`;

async function readSessions(tx: Tx, tenantId: string, wanted: Wanted): Promise<SessionRow[]> {
  // The planner takes all sessions to be of average length. For one without calls it would then read through
  // everybody's, by primary key or in sequence; without these two ways only the session's own index is left.
  await tx.$executeRaw`SELECT set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)`;
  const rows = await tx.$queryRaw<RawSession[]>`
    WITH page AS MATERIALIZED (${pageOf(tenantId, wanted)})
    SELECT p.id, p.agent_id, g.name AS agent_name, p.kind, p.label, p.started_at, p.ended_at, l.last_at,
      c.allow, c.deny, c.ask, w.waiting, f.failed, p.taint, ${SCORE} AS score, ${THRESHOLD} AS threshold,
      q.id AS quarantine_id, q.admits
    FROM page p
    LEFT JOIN agents g ON g.id = p.agent_id
    LEFT JOIN session_risk r ON r.session_id = p.id
    LEFT JOIN containment_settings cs ON cs.tenant_id = ${tenantId}::uuid
    LEFT JOIN LATERAL (
      SELECT x.id, x.admits FROM quarantines x WHERE x.tenant_id = ${tenantId}::uuid AND x.session_id = p.id
        AND x.released_at IS NULL LIMIT 1
    ) q ON true
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE status <> 'succeeded')::int AS failed
      FROM (SELECT x.status FROM outcomes x WHERE x.tenant_id = ${tenantId}::uuid AND x.session_id >= p.id
        AND (x.session_id, x.decision_id) < (p.id, ${LAST_ID}::uuid)
        ORDER BY x.session_id DESC, x.decision_id DESC LIMIT ${COUNTED}) ended
    ) f
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
        AND x.status = 'pending' AND x.expires_at > coalesce(x.frozen_at, clock_timestamp())
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
    failed: raw.failed,
    taint: raw.taint,
    risk: raw.score === null ? null : { score: Math.round(raw.score * 10) / 10, threshold: raw.threshold },
    quarantine:
      raw.quarantine_id === null ? null : { id: raw.quarantine_id, admits: raw.admits ?? "nothing" },
  };
}
