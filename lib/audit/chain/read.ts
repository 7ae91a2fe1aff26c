import { Prisma, type Tx } from "../../platform/db";
import { NOTHING_BEFORE, same } from "./entry";
import type { CheckpointCells, LeafCells, SealCells } from "./types";

/** A time as the seal hashes it. Times are read as text: a column that was changed may hold what no Date can. */
export const iso = (column: Prisma.Sql) =>
  Prisma.sql`coalesce(to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '')`;

type RawLeaf = {
  id: string | null;
  tenant_id: string;
  category: string;
  action: string;
  actor_kind: string;
  actor_id: string;
  subject_kind: string;
  subject_id: string;
  bytes: Uint8Array;
  leaf_own_hash: Uint8Array;
  recorded_at: string;
};

const LEAF_COLUMNS = Prisma.sql`l.id, l.tenant_id, l.category, l.action, l.actor_kind, l.actor_id, l.subject_kind,
  l.subject_id, l.bytes, l.hash AS leaf_own_hash, ${iso(Prisma.sql`l.recorded_at`)} AS recorded_at`;

function leafOf(raw: RawLeaf): LeafCells | null {
  if (raw.id === null) return null;
  return {
    id: raw.id,
    tenantId: raw.tenant_id,
    category: raw.category,
    action: raw.action,
    actorKind: raw.actor_kind,
    actorId: raw.actor_id,
    subjectKind: raw.subject_kind,
    subjectId: raw.subject_id,
    bytes: raw.bytes,
    hash: raw.leaf_own_hash,
    recordedAt: raw.recorded_at,
  };
}

/** How far the chain goes, by seals or checkpoints, whichever goes further. What is up to there changes no more. */
export async function readEnd(tx: Tx, tenantId: string): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ last: bigint }[]>`
    SELECT coalesce(greatest((SELECT max(seq) FROM audit_seals WHERE tenant_id = ${tenantId}::uuid),
      (SELECT max(size) FROM audit_checkpoints WHERE tenant_id = ${tenantId}::uuid)), 0) AS last`;
  return row!.last;
}

/** Places in the chain. */
export type Range = { after: bigint; upTo: bigint; limit: number };
type RawSeal = RawLeaf & {
  seq: bigint;
  leaf_id: string;
  leaf_hash: Uint8Array;
  prev_hash: Uint8Array;
  hash: Uint8Array;
  sealed_at: string;
};

export async function readSeals(
  tx: Tx,
  tenantId: string,
  { after, upTo, limit }: Range,
): Promise<SealCells[]> {
  const rows = await tx.$queryRaw<
    RawSeal[]
  >`${SEALS} WHERE s.tenant_id = ${tenantId}::uuid AND s.seq > ${after}
    AND s.seq <= ${upTo} ORDER BY s.seq LIMIT ${limit}`;
  return rows.map(sealOf);
}

/** The seal of one leaf, and whether it follows the seal before it; null where it has none yet. */
export async function readSealOf(
  tx: Tx,
  tenantId: string,
  leafId: string,
): Promise<{ seal: SealCells; follows: boolean } | null> {
  const [row] = await tx.$queryRaw<RawSeal[]>`${SEALS} WHERE s.tenant_id = ${tenantId}::uuid
    AND s.leaf_id = ${leafId}::uuid`;
  if (!row) return null;
  const [before] = await tx.$queryRaw<{ hash: Uint8Array }[]>`
    SELECT hash FROM audit_seals WHERE tenant_id = ${tenantId}::uuid AND seq = ${row.seq - 1n}`;
  const prev = row.seq === 1n ? NOTHING_BEFORE : before?.hash;
  return { seal: sealOf(row), follows: prev !== undefined && same(prev, row.prev_hash) };
}

const SEALS = Prisma.sql`
  SELECT s.seq, s.leaf_id, s.leaf_hash, s.prev_hash, s.hash, ${iso(Prisma.sql`s.sealed_at`)} AS sealed_at, ${LEAF_COLUMNS}
  FROM audit_seals s LEFT JOIN audit_leaves l ON l.id = s.leaf_id AND l.tenant_id = s.tenant_id`;

function sealOf(row: RawSeal): SealCells {
  return {
    seq: row.seq,
    leafId: row.leaf_id,
    leafHash: row.leaf_hash,
    prevHash: row.prev_hash,
    hash: row.hash,
    sealedAt: row.sealed_at,
    leaf: leafOf(row),
  };
}

type RawCheckpoint = {
  size: bigint;
  prev_size: bigint;
  root: Uint8Array;
  hash: Uint8Array;
  peaks: Uint8Array[];
  sealed_at: string;
};

export async function readCheckpoints(
  tx: Tx,
  tenantId: string,
  { after, upTo, limit }: Range,
): Promise<CheckpointCells[]> {
  const rows = await tx.$queryRaw<RawCheckpoint[]>`
    SELECT size, prev_size, root, hash, peaks, ${iso(Prisma.sql`sealed_at`)} AS sealed_at FROM audit_checkpoints
    WHERE tenant_id = ${tenantId}::uuid AND size > ${after} AND size <= ${upTo} ORDER BY size LIMIT ${limit}`;
  return rows.map(checkpointOf);
}

/** The newest, which is the head of the chain. */
export async function readHead(tx: Tx, tenantId: string): Promise<CheckpointCells | null> {
  const [row] = await tx.$queryRaw<RawCheckpoint[]>`
    SELECT size, prev_size, root, hash, peaks, ${iso(Prisma.sql`sealed_at`)} AS sealed_at FROM audit_checkpoints
    WHERE tenant_id = ${tenantId}::uuid ORDER BY size DESC LIMIT 1`;
  return row ? checkpointOf(row) : null;
}

function checkpointOf({ prev_size, sealed_at, ...row }: RawCheckpoint): CheckpointCells {
  return { ...row, prevSize: prev_size, sealedAt: sealed_at };
}

export type Unsealed = { leaf: LeafCells; waiting: boolean };

/**
 * Of the next leaves by id those that no seal speaks of. One statement, because sealers go on meanwhile.
 * @returns also the last id that was looked at, null where there are no more
 */
export async function readUnsealed(
  tx: Tx,
  tenantId: string,
  { after, limit }: { after: string; limit: number },
): Promise<{ rows: Unsealed[]; last: string | null }> {
  const rows = await tx.$queryRaw<(RawLeaf & { last: string; waiting: boolean })[]>`
    WITH page AS MATERIALIZED (SELECT id FROM audit_leaves
      WHERE tenant_id = ${tenantId}::uuid AND id > ${after}::uuid ORDER BY id LIMIT ${limit}),
    bare AS (SELECT id FROM page WHERE NOT EXISTS (SELECT FROM audit_seals s
      WHERE s.tenant_id = ${tenantId}::uuid AND s.leaf_id = page.id))
    SELECT newest.id AS last, ${LEAF_COLUMNS}, EXISTS (SELECT FROM audit_unsealed u
      WHERE u.tenant_id = ${tenantId}::uuid AND u.leaf_id = l.id) AS waiting
    FROM (SELECT id FROM page ORDER BY id DESC LIMIT 1) newest
    LEFT JOIN (bare JOIN audit_leaves l ON l.id = bare.id AND l.tenant_id = ${tenantId}::uuid) ON true`;
  const found = rows.flatMap((row) => {
    const leaf = leafOf(row);
    return leaf ? [{ leaf, waiting: row.waiting }] : [];
  });
  return { rows: found, last: rows[0]?.last ?? null };
}

export type Waiting = { leafId: string; sealed: boolean; there: boolean };

export async function readQueue(
  tx: Tx,
  tenantId: string,
  { after, limit }: { after: string; limit: number },
): Promise<Waiting[]> {
  return tx.$queryRaw<Waiting[]>`
    SELECT u.leaf_id AS "leafId",
      EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = u.tenant_id AND s.leaf_id = u.leaf_id) AS sealed,
      EXISTS (SELECT FROM audit_leaves l WHERE l.tenant_id = u.tenant_id AND l.id = u.leaf_id) AS there
    FROM audit_unsealed u WHERE u.tenant_id = ${tenantId}::uuid AND u.leaf_id > ${after}::uuid
    ORDER BY u.leaf_id LIMIT ${limit}`;
}

/** How many wait, counted no further than `most`. */
export async function countWaiting(tx: Tx, tenantId: string, most: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM (SELECT FROM audit_unsealed WHERE tenant_id = ${tenantId}::uuid LIMIT ${most}) u`;
  return row!.n;
}
