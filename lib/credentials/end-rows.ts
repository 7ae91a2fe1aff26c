import type { Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { appendLeaf } from "../platform/ledger";
import { permittedRanges } from "../outbound";
import { unsealIssued } from "../vault";
import { alertNotRevoked, alertRevoked } from "./alerts";
import { withIssuer } from "./ground";
import { detailOf, type OpenRow } from "./open-rows";
import type { Ending, Issuer } from "./providers";
import { toFault } from "./provider-fault";
import type { RevocationCount } from "./types";

/** Seconds until the next try, by how many there were: about an hour in all. */
const RETRY_AFTER_S = [15, 30, 60, 180, 480, 960, 1_800];
/** Rows ended at once, so that an issuer who is slow delays few. */
const AT_ONCE = 4;

type Outcome = Ending | { state: "expired" | "revoke_failed"; detail: string };
type Subject = { id: string; name: string };
type Why = (row: OpenRow) => string;

/** Ends rows that were claimed, asking whoever issued them, and records what came of each. */
export async function endRows(ctx: Ctx, rows: readonly OpenRow[], why: Why): Promise<RevocationCount> {
  const count = { revoked: 0, notRevocable: 0, failed: 0 };
  for (const credentialId of new Set(rows.map((row) => row.credential_id))) {
    const own = rows.filter((row) => row.credential_id === credentialId);
    const outcomes = await endOfOne(ctx, credentialId, own, why);
    for (const outcome of outcomes) {
      if (outcome === "revoked") count.revoked++;
      else if (outcome === "not_revocable") count.notRevocable++;
      else if (outcome === "revoke_failed") count.failed++;
    }
  }
  return count;
}

async function endOfOne(
  ctx: Ctx,
  credentialId: string,
  claimed: OpenRow[],
  why: Why,
): Promise<Outcome["state"][]> {
  const { tenantId } = ctx;
  const { credential, allow, open } = await withTenant(tenantId, async (tx) => ({
    // In this order: whoever changes where a credential leads closes, in the same transaction, what came from there.
    credential: await tx.credential.findUniqueOrThrow({ where: { id: credentialId } }),
    open: await stillOpen(tx, tenantId, claimed),
    allow: await permittedRanges(tx, tenantId),
  }));
  const rows = claimed.filter(({ id }) => open.has(id));
  const each = async (end: (row: OpenRow) => Promise<Outcome>) => {
    const states: Outcome["state"][] = [];
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const some = rows.slice(at, at + AT_ONCE).map(async (row) => {
        const outcome = await end(row);
        await settle(ctx, credential, row, outcome, why(row));
        return outcome.state;
      });
      states.push(...(await Promise.all(some)));
    }
    return states;
  };
  try {
    const end = (issuer: Issuer) => each((row) => endAt(tenantId, issuer, row, why(row)));
    return await withIssuer(tenantId, credential, allow, end, false);
  } catch (error) {
    const { message } = toFault(error);
    return each(async () => ({ state: "revoke_failed", detail: message }));
  }
}

async function stillOpen(tx: Tx, tenantId: string, rows: readonly OpenRow[]): Promise<Set<string>> {
  const where = { tenantId, id: { in: rows.map(({ id }) => id) }, state: { in: ["live", "revoke_failed"] } };
  const open = await tx.issuedCredential.findMany({ where, select: { id: true } });
  return new Set(open.map(({ id }) => id));
}

async function endAt(tenantId: string, issuer: Issuer, row: OpenRow, reason: string): Promise<Outcome> {
  if (row.expires_at && row.expires_at.getTime() <= Date.now())
    return { state: "expired", detail: "It had expired." };
  try {
    const { id, sealed, key_id: keyId, handle, session_id: sessionId, decision_id: decisionId } = row;
    const revokeWith = sealed && keyId !== null ? unsealIssued(tenantId, id, { sealed, keyId }) : null;
    return await issuer.revoke({ handle, revokeWith, sessionId, decisionId, reason });
  } catch (error) {
    return { state: "revoke_failed", detail: toFault(error).message };
  }
}

/** Writes down what came of a try, unless somebody else has ended the row meanwhile. */
async function settle(ctx: Ctx, credential: Subject, row: OpenRow, outcome: Outcome, why: string) {
  const { tenantId } = ctx;
  const { state } = outcome;
  const failed = state === "revoke_failed";
  const waitS = failed ? RETRY_AFTER_S[row.attempts - 1] : undefined;
  const open = { id: row.id, tenantId, state: { in: ["live", "revoke_failed"] } };
  const ended = { endedAt: new Date(), sealed: null, keyId: null, nextTryAt: null };
  const waiting = { nextTryAt: waitS === undefined ? null : new Date(Date.now() + waitS * 1_000) };
  await withTenant(tenantId, async (tx) => {
    const data = { state, detail: detailOf(why, outcome.detail), ...(failed ? waiting : ended) };
    const { count } = await tx.issuedCredential.updateMany({ where: open, data });
    if (count === 0) return;
    await leaf(tx, ctx, credential, row, outcome, why, waitS === undefined);
    if (!failed) await alertRevoked(tx, tenantId, credential.id);
    else if (waitS === undefined) await alertNotRevoked(tx, tenantId, credential, outcome.detail);
  });
}

const ACTIONS = {
  revoked: "credential.revoked",
  not_revocable: "credential.not_revocable",
  revoke_failed: "credential.revoke_failed",
} as const;

/** The first failure and the last one are facts; those between are the timer's. What just expires is no act at all. */
async function leaf(
  tx: Tx,
  ctx: Ctx,
  { id, name }: Subject,
  row: OpenRow,
  { state, detail }: Outcome,
  why: string,
  last: boolean,
): Promise<void> {
  if (state === "expired" || (state === "revoke_failed" && row.attempts > 1 && !last)) return;
  await appendLeaf(tx, ctx, {
    action: ACTIONS[state],
    subjectKind: "credential",
    subjectId: id,
    data: {
      ...{ name, reason: why, detail, attempts: row.attempts },
      issuedId: row.id,
      sessionId: row.session_id,
      decisionId: row.decision_id,
    },
  });
}
