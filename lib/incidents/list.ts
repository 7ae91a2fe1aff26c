import type { z } from "zod";
import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { actorId } from "./load";
import { toRows } from "./rows";
import { ListIncidentsInput, UNRESOLVED } from "./schemas";
import type { IncidentPage } from "./types";

type Filters = z.output<typeof ListIncidentsInput>;
type Key = { id: string; settled: boolean; severity: string; age: bigint };

/**
 * One page of incidents as people should take them up: what is unresolved first, the worst before the oldest; then what
 * is resolved, newest first.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function listIncidents(ctx: Ctx, input: ListIncidentsInput): Promise<IncidentPage> {
  requirePermission(ctx, "incidents.read");
  const parsed = ListIncidentsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { cursor, limit } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const keys = await tx.$queryRaw<(Key & { now: Date })[]>`
      WITH queue AS (
        SELECT i.id, i.status IN ('resolved', 'reviewed') AS settled,
          CASE WHEN i.status IN ('resolved', 'reviewed') THEN '' ELSE i.severity END AS severity,
          (extract(epoch FROM i.opened_at) * 1000)::bigint
            * CASE WHEN i.status IN ('resolved', 'reviewed') THEN -1 ELSE 1 END AS age
        FROM incidents i WHERE i.tenant_id = ${ctx.tenantId}::uuid AND ${filters(ctx, parsed.data)}
      )
      SELECT *, clock_timestamp() AS now FROM queue WHERE ${after(cursor)}
      ORDER BY settled, severity, age, id LIMIT ${limit + 1}`;
    const page = keys.slice(0, limit);
    const found = await tx.incident.findMany({ where: { id: { in: page.map(({ id }) => id) } } });
    const byId = new Map(found.map((row) => [row.id, row]));
    const last = page.at(-1);
    return {
      rows: await toRows(
        tx,
        page.flatMap(({ id }) => byId.get(id) ?? []),
      ),
      nextCursor: keys.length > limit && last ? cursorOf(last) : null,
      now: (keys[0]?.now ?? new Date()).toISOString(),
    };
  });
}

/** How many incidents somebody still has to see to. @throws DomainError FORBIDDEN */
export async function countOpenIncidents(ctx: Ctx): Promise<number> {
  requirePermission(ctx, "incidents.read");
  const where = { tenantId: ctx.tenantId, status: { in: [...UNRESOLVED] } };
  return withTenant(ctx.tenantId, (tx) => tx.incident.count({ where }));
}

function filters(ctx: Ctx, { statuses, severities, kinds, mine, agentId, q }: Filters): Prisma.Sql {
  const all = [Prisma.sql`true`];
  if (statuses.length > 0) all.push(Prisma.sql`i.status = ANY (${statuses})`);
  if (severities.length > 0) all.push(Prisma.sql`i.severity = ANY (${severities})`);
  if (kinds.length > 0) all.push(Prisma.sql`i.kind = ANY (${kinds})`);
  if (agentId !== undefined) all.push(Prisma.sql`i.agent_id = ${agentId}::uuid`);
  if (mine)
    all.push(Prisma.sql`EXISTS (SELECT FROM incident_people p
      WHERE p.incident_id = i.id AND p.user_id = ${actorId(ctx)}::uuid)`);
  const number = /^(?:INC-)?(\d{1,9})$/i.exec(q)?.[1];
  const words = Prisma.sql`i.title ILIKE ${`%${q.replaceAll(/[\\%_]/g, "\\$&")}%`}`;
  if (number !== undefined) all.push(Prisma.sql`(i.number = ${Number(number)} OR ${words})`);
  else if (q !== "") all.push(words);
  return Prisma.join(all, " AND ");
}

function cursorOf({ settled, severity, age, id }: Key): string {
  return [settled ? 1 : 0, severity, age, id].join("~");
}

/** A cursor that is none of ours reads the first page. */
function after(cursor: string | undefined): Prisma.Sql {
  const parts = /^([01])~((?:SEV[1-4])?)~(-?\d{1,15})~([0-9a-f-]{36})$/.exec(cursor ?? "");
  if (!parts) return Prisma.sql`true`;
  return Prisma.sql`(settled, severity, age, id) >
    (${parts[1] === "1"}, ${parts[2]}, ${Number(parts[3])}::bigint, ${parts[4]}::uuid)`;
}
