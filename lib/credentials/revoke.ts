import { systemCtx, type Ctx } from "../platform/ctx";
import { Prisma, withTenant, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { logger } from "../platform/log";
import { announce } from "./announce";
import { endRows } from "./end-rows";
import { takeTurn } from "./ground";
import { asReason, claim, reasonIn, type OpenRow } from "./open-rows";
import type { RevocationCount } from "./types";
import { WITHDRAWN } from "./withdrawn";

const BATCH = 50;

/**
 * Ends everything issued for a session, whichever process holds it, and lets nothing be issued for it any more.
 * What a provider does not take back now is tried again by `revokeDue`.
 * @throws DomainError UNAVAILABLE where the database is away
 */
export async function revokeSessionCredentials(
  tenantId: string,
  sessionId: string,
  reason: string,
  ctx: Ctx = systemCtx(tenantId, `revoke-${newId()}`),
): Promise<RevocationCount> {
  const why = WITHDRAWN + asReason(reason);
  return endAll(ctx, Prisma.sql`session_id = ${sessionId}::uuid`, why, async (tx) => {
    await takeTurn(tx, sessionId);
    await announce(tx, sessionId);
  });
}

/**
 * The same for a session under quarantine. Whether it gets anything afterwards is the quarantine's to say
 * (`requireSession`), so that a release needs to lift nothing here.
 */
export async function revokeForQuarantine(
  tenantId: string,
  sessionId: string,
  reason: string,
): Promise<RevocationCount> {
  const ctx = systemCtx(tenantId, `quarantine-${newId()}`);
  return endAll(ctx, Prisma.sql`session_id = ${sessionId}::uuid`, asReason(reason), async (tx) => {
    await takeTurn(tx, sessionId);
    await announce(tx, sessionId);
  });
}

/** How many of a session's credentials somebody has tried to end and could not yet. */
export async function countUnrevoked(tenantId: string, sessionId: string): Promise<number> {
  const state = { in: ["live", "revoke_failed"] };
  return withTenant(tenantId, (tx) =>
    tx.issuedCredential.count({ where: { tenantId, sessionId, state, attempts: { gt: 0 } } }),
  );
}

/** Ends everything issued from a credential. What is asked for afterwards is issued anew. */
export async function revokeOfCredential(ctx: Ctx, id: string, reason: string): Promise<RevocationCount> {
  const mine = Prisma.sql`credential_id = ${id}::uuid`;
  return endAll(ctx, mine, asReason(reason), (tx) => announce(tx, id));
}

/** Ends one thing that was issued. */
export async function revokeOne(ctx: Ctx, id: string, reason: string): Promise<RevocationCount> {
  const one = Prisma.sql`id = ${id}::uuid`;
  return endAll(ctx, one, asReason(reason), (tx) => announce(tx, id));
}

/** The same for who has just used it; never throws: what fails here is tried again by `revokeDue`. */
export async function endIssued(tenantId: string, id: string, reason: string): Promise<void> {
  try {
    await revokeOne(systemCtx(tenantId, `release-${newId()}`), id, reason);
  } catch (err) {
    logger("credentials").warn("something issued could not be let go of", { tenantId, err });
  }
}

async function endAll(
  ctx: Ctx,
  which: Prisma.Sql,
  why: string,
  first: (tx: Tx) => Promise<void>,
): Promise<RevocationCount> {
  const { tenantId } = ctx;
  const total = { revoked: 0, notRevocable: 0, failed: 0 };
  let after: string | null = null;
  for (;;) {
    const rows: OpenRow[] = await withTenant(tenantId, async (tx) => {
      await first(tx);
      return claim(tx, tenantId, { which, after, why, limit: BATCH });
    });
    const count = await endRows(ctx, rows, ({ detail }) => reasonIn(detail));
    total.revoked += count.revoked;
    total.notRevocable += count.notRevocable;
    total.failed += count.failed;
    after = rows.at(-1)?.id ?? null;
    if (rows.length < BATCH) return total;
  }
}
