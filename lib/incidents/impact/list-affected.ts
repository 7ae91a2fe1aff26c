import { callsById, databaseNow } from "../../calls";
import type { Ctx } from "../../platform/ctx";
import { Prisma, type Tx } from "../../platform/db";
import { onIncident } from "../load";
import { effectsOf } from "./effects";
import { ListAffectedInput } from "./schemas";
import { inScope, scopeOf, type Scope } from "./scope";
import type { AffectedCall, AffectedPage } from "./types";
import type { z } from "zod";

/**
 * The calls that an incident is about, newest first, by filters.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function listAffected(ctx: Ctx, input: ListAffectedInput): Promise<AffectedPage> {
  return onIncident(ctx, "incidents.read", ListAffectedInput, input, async (tx, incident, filters) => {
    const { tenantId } = ctx;
    const scope = await scopeOf(tx, incident);
    const listed = filters.effects ? await effectsOf(tx, tenantId, scope) : null;
    const effects = listed && listed.rows.map(({ callId }) => callId);
    const found = await idsOf(tx, tenantId, scope, { ...filters, effects });
    const page = found.slice(0, filters.limit);
    const calls = await callsById(
      tx,
      tenantId,
      page.map(({ id }) => id),
    );
    const agents = await tx.agent.findMany({
      where: { id: { in: [...new Set(page.map(({ agent_id }) => agent_id))] } },
      select: { id: true, name: true },
    });
    const names = new Map(agents.map(({ id, name }) => [id, name]));
    const rows = page.flatMap(({ id, agent_id }): AffectedCall[] => {
      const call = calls.get(id);
      if (!call) return [];
      const { sessionId, capability, action, state, ruleId, code, riskLevel, preview, decidedAt } = call;
      const agent = names.get(agent_id) ?? "unknown agent";
      const facts = { id, sessionId, agent, capability, decision: action, state, ruleId, code, preview };
      return [{ ...facts, risk: riskLevel, at: decidedAt }];
    });
    const nextCursor = found.length > filters.limit ? (page.at(-1)?.id ?? null) : null;
    return { rows, nextCursor, effectsCut: listed?.truncated ?? false, now: await databaseNow(tx) };
  });
}

type Wanted = Omit<z.output<typeof ListAffectedInput>, "effects"> & { effects: string[] | null };

function idsOf(
  tx: Tx,
  tenantId: string,
  scope: Scope,
  { decision, capability, effects, cursor, limit }: Wanted,
): Promise<{ id: string; agent_id: string }[]> {
  const all = [inScope(tenantId, scope), Prisma.sql`d.id = d.call_id`];
  if (decision) all.push(Prisma.sql`d.action = ${decision}`);
  if (capability) all.push(Prisma.sql`d.capability = ${capability}`);
  if (effects) all.push(Prisma.sql`d.id = ANY (${effects}::uuid[])`);
  if (cursor) all.push(Prisma.sql`d.id < ${cursor}::uuid`);
  return tx.$queryRaw`
    SELECT d.id, d.agent_id FROM decisions d WHERE ${Prisma.join(all, " AND ")} ORDER BY d.id DESC LIMIT ${limit + 1}`;
}
