import { systemCtx } from "../platform/ctx";
import { Prisma, withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { alertRevoked } from "./alerts";
import { announce } from "./announce";
import { endRows } from "./end-rows";
import { claim, reasonIn, type OpenRow } from "./open-rows";
import type { RevocationCount } from "./types";

const BATCH = 50;

/**
 * Keeps the records of issued credentials true, for the maintenance loop: marks what has expired, ends what a session
 * that is over has left behind and what is no longer handed out, and tries again what a provider did not take back
 * (at most 8 times in about an hour; then an alert). Safe in several processes at once.
 * @returns what became of at most one batch, so call again while it is full
 */
export async function revokeDue(tenantId: string): Promise<RevocationCount & { expired: number }> {
  const ctx = systemCtx(tenantId, `revoke-${newId()}`);
  const expired = await markExpired(tenantId);
  const rows = await withTenant(tenantId, async (tx) => {
    const claimed = await claim(tx, tenantId, {
      which: DUE,
      after: null,
      why: null,
      limit: BATCH,
      skipLocked: true,
    });
    for (const { id } of claimed) await announce(tx, id);
    return claimed;
  });
  return { ...(await endRows(ctx, rows, why)), expired };
}

/** `attempts = 0`: of a session that is over, what nobody has tried to end is due at once, whenever else it would be. */
const DUE = Prisma.sql`next_try_at <= clock_timestamp() OR (attempts = 0 AND EXISTS
  (SELECT 1 FROM sessions s WHERE s.id = issued_credentials.session_id AND s.ended_at IS NOT NULL))`;

function why({ attempts, detail, session_ended: sessionEnded }: OpenRow): string {
  if (attempts > 1) return reasonIn(detail);
  return sessionEnded ? "The session has ended." : "It is no longer handed out.";
}

async function markExpired(tenantId: string): Promise<number> {
  return withTenant(tenantId, async (tx) => {
    const ended = await tx.$queryRaw<{ credential_id: string }[]>`
      WITH due AS (
        SELECT id FROM issued_credentials
        WHERE tenant_id = ${tenantId}::uuid AND state IN ('live', 'revoke_failed') AND expires_at <= clock_timestamp()
        ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
      )
      UPDATE issued_credentials i SET state = 'expired', ended_at = i.expires_at, sealed = NULL, key_id = NULL,
        next_try_at = NULL
      FROM due WHERE i.id = due.id RETURNING i.credential_id`;
    for (const id of new Set(ended.map((row) => row.credential_id))) await alertRevoked(tx, tenantId, id);
    return ended.length;
  });
}
