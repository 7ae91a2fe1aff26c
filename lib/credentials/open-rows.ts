import { Prisma, type Tx } from "../platform/db";
import { WITHDRAWN } from "./withdrawn";

/** A row of issued_credentials that has not ended, as it was when it was claimed. */
export type OpenRow = {
  id: string;
  credential_id: string;
  session_id: string | null;
  decision_id: string | null;
  expires_at: Date | null;
  handle: string | null;
  sealed: Uint8Array<ArrayBuffer> | null;
  key_id: string | null;
  detail: string;
  /** Tries to end it, this one included. */
  attempts: number;
  session_ended: boolean;
};

/** A try that says nothing for this long died with its process. */
const CLAIM_SECONDS = 180;

type Which = {
  which: Prisma.Sql;
  /** In the order of ids, those after this one. */
  after: string | null;
  /** Why they are to end; null: to be seen from each. */
  why: string | null;
  limit: number;
  /** Leaves alone what another transaction is at. */
  skipLocked?: boolean;
};

/**
 * Takes open rows for one try to end them: nobody else's timer takes them meanwhile. That one was
 * revoked with its session stays said, whatever else it is to end for.
 */
export async function claim(tx: Tx, tenantId: string, asked: Which): Promise<OpenRow[]> {
  const { which, after, why, limit, skipLocked } = asked;
  const rows = await tx.$queryRaw<OpenRow[]>`
    WITH due AS (
      SELECT id FROM issued_credentials
      WHERE tenant_id = ${tenantId}::uuid AND state IN ('live', 'revoke_failed') AND (${which})
        AND (${after}::uuid IS NULL OR id > ${after}::uuid)
      ORDER BY id LIMIT ${limit} FOR UPDATE ${skipLocked ? Prisma.sql`SKIP LOCKED` : Prisma.empty}
    )
    UPDATE issued_credentials i SET attempts = i.attempts + 1,
      detail = CASE WHEN starts_with(i.detail, ${WITHDRAWN}) THEN i.detail ELSE coalesce(${why}, i.detail) END,
      next_try_at = clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS})
    FROM due WHERE i.id = due.id
    RETURNING i.id, i.credential_id, i.session_id, i.decision_id, i.expires_at, i.handle, i.sealed, i.key_id,
      i.detail, i.attempts,
      EXISTS (SELECT 1 FROM sessions s WHERE s.id = i.session_id AND s.ended_at IS NOT NULL) AS session_ended`;
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One line: the first line of a record's detail is why it ended, the second what came of it. */
export function asReason(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 500);
}

export function detailOf(why: string, outcome: string): string {
  return [why, outcome].filter(Boolean).join("\n");
}

export function reasonIn(detail: string): string {
  return detail.split("\n", 1)[0] ?? "";
}
