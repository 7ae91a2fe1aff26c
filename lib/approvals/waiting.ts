import { can, type Ctx } from "../platform/ctx";
import { Prisma, type Tx } from "../platform/db";
import { rawFacts, viewerCan, votesOf, type Filter } from "./rows";
import type { Directory } from "./types";
import type { VoteFacts } from "./request-facts";

type RawWaiting = {
  id: string;
  expires_at: Date;
  status: string;
  escalates_at: Date | null;
  frozen_at: Date | null;
  chain: unknown;
  requesters: unknown;
  step: number;
  risk_level: string;
  capability: string;
  votes: VoteFacts[];
  matches: boolean;
  now: Date;
};

/** Where in the order of deadlines a request stands. */
export type Waiting = { id: string; expiresAt: Date; matches: boolean };

/**
 * Everything that waits now and that the viewer may approve or deny, nearest deadline first. Who may decide is for
 * `canDecide` alone to say, so all that waits is looked at; the database leaves out what they have no say in for sure.
 * @param where which of them `matches`; the others are counted all the same.
 */
export async function waitingForViewer(
  tx: Tx,
  ctx: Ctx,
  directory: Directory,
  where: Filter = Prisma.sql`true`,
): Promise<Waiting[]> {
  if (ctx.actor.kind !== "user" || !can(ctx.actor, "approvals.decide")) return [];
  const asRequester = JSON.stringify([{ userId: ctx.actor.id }]);
  const rows = await tx.$queryRaw<RawWaiting[]>`
    SELECT a.id, a.expires_at, a.status, a.escalates_at, a.frozen_at, a.chain, a.requesters, a.step, a.risk_level, a.capability, v.votes,
      (${where}) AS matches, clock_timestamp() AS now
    FROM approvals a CROSS JOIN LATERAL (${votesOf()}) v
    WHERE a.tenant_id = ${ctx.tenantId}::uuid AND a.status = 'pending' AND a.expires_at > coalesce(a.frozen_at, clock_timestamp())
      AND NOT a.requesters @> ${asRequester}::jsonb
    ORDER BY a.expires_at, a.id`;
  return rows
    .filter((raw) => {
      const facts = rawFacts(raw);
      return (["approve", "deny"] as const).some(
        (verdict) => viewerCan(ctx, facts, directory, raw.now, verdict).ok,
      );
    })
    .map(({ id, expires_at: expiresAt, matches }) => ({ id, expiresAt, matches }));
}

/** By id, which begins with the time. */
export function newestOf(waiting: readonly Waiting[]): string | null {
  return waiting.reduce<string | null>(
    (newest, { id }) => (newest !== null && newest > id ? newest : id),
    null,
  );
}

/** How many requests wait for anybody. */
export async function countWaiting(tx: Tx, tenantId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM approvals
    WHERE tenant_id = ${tenantId}::uuid AND status = 'pending' AND expires_at > coalesce(frozen_at, clock_timestamp())`;
  return rows[0]?.n ?? 0;
}
