import { setTimeout as pause } from "node:timers/promises";
import { isTaken, Prisma, withTenant, type Tx } from "../../platform/db";
import { logger } from "../../platform/log";
import { entryHash, hex, NOTHING_BEFORE } from "./entry";
import { iso, readHead } from "./read";
import { appended, rootOfPeaks } from "./tree";

/** Leaves in one transaction. */
const BATCH = 250;
/** A tenant's turn ends after so many; the others wait behind it. */
const BATCHES_A_ROUND = 20;

/**
 * Gives the tenant's waiting leaves their places in its chain. One at a time per tenant, whoever calls it: a lock says
 * so, and where that failed, a second seal of the same place is refused by the table.
 * @returns how many were sealed; none where another sealer is at work
 */
export async function sealWaiting(tenantId: string, batch = BATCH): Promise<number> {
  let sealed = 0;
  for (let round = 0; round < BATCHES_A_ROUND; round++) {
    const began = performance.now();
    const more = await sealBatch(tenantId, batch);
    sealed += more;
    if (more < batch) break;
    // Half of the time at most: what is behind may catch up slowly, calls of the same process may not wait for it.
    await pause(performance.now() - began);
  }
  return sealed;
}

async function sealBatch(tenantId: string, batch: number): Promise<number> {
  try {
    return await withTenant(tenantId, async (tx) => {
      if (!(await lockChain(tx, tenantId))) return 0;
      const leaves = await nextWaiting(tx, tenantId, batch);
      if (leaves.length > 0) await sealThem(tx, tenantId, leaves);
      return leaves.length;
    });
  } catch (err) {
    if (!isTaken(err)) throw err;
    // Nothing was written. It comes again until somebody looks: `npx agentgate audit verify` says what is wrong.
    logger("chain").error("the audit chain's next place is taken: it was forked or cut off", {
      err,
      tenantId,
    });
    return 0;
  }
}

/**
 * For the transaction. The planner takes a queue for as short as it was when somebody last counted, and would read and sort
 * all of it for each batch: without those two it reads from the front and stops.
 */
async function lockChain(tx: Tx, tenantId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ mine: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`agentgate.chain.${tenantId}`}, 0)) AS mine,
      set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`;
  return row!.mine;
}

type Waiting = { id: string; hash: Uint8Array; category: string; recordedAt: string; now: string };

/** What waits and is gone stays in the queue, for the verifier to find, and keeps nobody else waiting. */
async function nextWaiting(tx: Tx, tenantId: string, batch: number): Promise<Waiting[]> {
  return tx.$queryRaw<Waiting[]>`
    SELECT l.id, l.hash, l.category, ${iso(Prisma.sql`l.recorded_at`)} AS "recordedAt",
      ${iso(Prisma.sql`clock_timestamp()::timestamptz(3)`)} AS now
    FROM (SELECT leaf_id FROM audit_unsealed WHERE tenant_id = ${tenantId}::uuid ORDER BY leaf_id OFFSET 0) u
    CROSS JOIN LATERAL (
      SELECT * FROM audit_leaves WHERE tenant_id = ${tenantId}::uuid AND id = u.leaf_id OFFSET 0
    ) l
    ORDER BY u.leaf_id LIMIT ${batch}`;
}

async function sealThem(tx: Tx, tenantId: string, leaves: readonly Waiting[]): Promise<void> {
  const head = await readHead(tx, tenantId);
  const size = Number(head?.size ?? 0);
  const sealedAt = leaves[0]!.now;
  let prev = head?.hash ?? NOTHING_BEFORE;
  const seals = leaves.map(({ hash: leaf, category, recordedAt }, index) => {
    const seal = { tenantId, seq: size + index + 1, prev, leaf, category, recordedAt, sealedAt };
    prev = entryHash(seal);
    return { ...seal, hash: prev };
  });
  const ids = leaves.map(({ id }) => id);
  // Hashes travel as text: an array of bytes has no parameter of its own.
  await tx.$executeRaw`
    INSERT INTO audit_seals (tenant_id, seq, leaf_id, leaf_hash, prev_hash, sealed_at, hash)
    SELECT ${tenantId}::uuid, ${size} + n, id, decode(leaf, 'hex'), decode(prev, 'hex'), ${sealedAt}::timestamptz, decode(hash, 'hex')
    FROM unnest(${ids}::uuid[], ${seals.map(({ leaf }) => hex(leaf))}::text[], ${seals.map((it) => hex(it.prev))}::text[],
      ${seals.map(({ hash }) => hex(hash))}::text[]) WITH ORDINALITY AS s(id, leaf, prev, hash, n)`;
  const hashes = seals.map(({ hash }) => hash);
  const peaks = appended(head?.peaks ?? [], size, hashes);
  await tx.$executeRaw`
    INSERT INTO audit_checkpoints (tenant_id, size, prev_size, root, hash, peaks, sealed_at)
    VALUES (${tenantId}::uuid, ${size + seals.length}, ${size}, decode(${hex(rootOfPeaks(peaks))}, 'hex'), decode(${hex(prev)}, 'hex'),
      ARRAY(SELECT decode(p, 'hex') FROM unnest(${peaks.map(hex)}::text[]) WITH ORDINALITY AS u(p, n) ORDER BY n),
      ${sealedAt}::timestamptz)`;
  await tx.$executeRaw`
    DELETE FROM audit_unsealed WHERE tenant_id = ${tenantId}::uuid AND leaf_id = ANY(${ids}::uuid[])`;
}
