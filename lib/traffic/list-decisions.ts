import type { z } from "zod";
import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { idFloor } from "../platform/ids";
import { ListDecisionsInput } from "./schemas";
import { MINUTE, windowOf } from "./spans";
import type { DecisionPage, DecisionRow } from "./types";

type Filters = z.output<typeof ListDecisionsInput>;
type Raw = Omit<DecisionRow, "decidedAt"> & { decidedAt: Date };

/**
 * The decisions behind a number of the overview, newest first: counted in the same range by the same rules.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function listDecisions(ctx: Ctx, input: ListDecisionsInput): Promise<DecisionPage> {
  requirePermission(ctx, "sessions.read");
  const parsed = ListDecisionsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { range, limit } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    const now = clock?.now.getTime() ?? Date.now();
    const found = await tx.$queryRaw<Raw[]>`
      SELECT d.id, d.call_id AS "callId", d.session_id AS "sessionId", d.capability, d.capability_id IS NOT NULL AS registered,
        d.action, d.step, d.code, d.rule_id AS "ruleId", d.reason, d.decided_at AS "decidedAt", a.name AS agent, o.status AS outcome,
        o.duration_ms AS "durationMs"
      FROM (
        SELECT * FROM decisions d
        WHERE d.tenant_id = ${ctx.tenantId}::uuid AND d.id >= ${idFloor(windowOf(range, now).from)}::uuid
          AND d.id < ${idFloor(now + MINUTE)}::uuid AND ${filters(parsed.data)}
        ORDER BY d.id DESC LIMIT ${limit + 1}::int
      ) d
      LEFT JOIN agents a ON a.id = d.agent_id LEFT JOIN outcomes o ON o.decision_id = d.id
      ORDER BY d.id DESC`;
    const rows = found
      .slice(0, limit)
      .map(({ decidedAt, ...row }) => ({ ...row, decidedAt: decidedAt.toISOString() }));
    return { rows, nextCursor: found.length > limit ? (rows.at(-1)?.id ?? null) : null };
  });
}

function filters({ action, code, agent, capability, unregistered, outcome, cursor }: Filters): Prisma.Sql {
  const all = [Prisma.sql`true`];
  if (action !== undefined) all.push(Prisma.sql`d.action = ${action}`);
  if (code !== undefined) all.push(Prisma.sql`d.code = ${code}`);
  if (agent !== undefined) all.push(Prisma.sql`d.agent_id = ${agent}::uuid`);
  if (capability !== undefined)
    all.push(Prisma.sql`d.capability = ${capability} AND d.capability_id IS NOT NULL`);
  if (unregistered) all.push(Prisma.sql`d.capability_id IS NULL`);
  if (outcome === "problem")
    all.push(
      Prisma.sql`EXISTS (SELECT FROM outcomes o WHERE o.decision_id = d.id AND o.status <> 'succeeded')`,
    );
  if (cursor !== undefined) all.push(Prisma.sql`d.id < ${cursor}::uuid`);
  return Prisma.join(all, " AND ");
}
