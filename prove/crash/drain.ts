import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";

/** The worker looks every two seconds; one that was struck looks as soon as it is back. */
const PATIENCE_MS = 60_000;

export const WAITS_FOR_PEOPLE = "waits for a person who decides at once";

/** What is due and not taken care of: requests past their deadline, of ended sessions, or that people will decide; leaves to seal. */
const UNSETTLED = `
  select 'request ' || a.id || ' is overdue' as line from approvals a
    where a.status = 'pending' and a.frozen_at is null and a.expires_at <= clock_timestamp()
  union all
  select 'request ' || a.id || ' waits in an ended session' from approvals a join sessions s on s.id = a.session_id
    where a.status = 'pending' and s.ended_at is not null
  union all
  select 'request ' || a.id || ' ${WAITS_FOR_PEOPLE}' from approvals a
    where a.status = 'pending' and a.arguments ->> 'review' <> 'leave'
  union all
  select 'leaf ' || leaf_id || ' waits to be sealed' from audit_unsealed`;

/** What other parts of the product have promised to try again by now. */
const OVERDUE = `
  select 'delivery ' || id || ' is due since ' || next_attempt_at as line from notification_deliveries
    where state = 'waiting' and next_attempt_at < clock_timestamp() - interval '1 minute'
  union all
  select 'issued credential ' || id || ' is to be revoked since ' || next_try_at from issued_credentials
    where state in ('live', 'revoke_failed') and next_try_at < clock_timestamp() - interval '1 minute'`;

/** Waits until nothing is unsettled any more. @returns a line for each thing that stays so */
export async function drained(superuser: pg.Pool): Promise<string[]> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await pause(50)) {
    const left = await lines(superuser, UNSETTLED);
    if (left.length > 0 && Date.now() < deadline) continue;
    return [...left, ...(await lines(superuser, OVERDUE))];
  }
}

async function lines(superuser: pg.Pool, sql: string): Promise<string[]> {
  const { rows } = await superuser.query<{ line: string }>(sql);
  return rows.map(({ line }) => line);
}
