import { createHash } from "node:crypto";
import type { LeafCells } from "./types";

/** What a seal says: which leaf has this place, after which seal, and of the leaf what its own bytes do not hold. */
export type Entry = {
  tenantId: string;
  seq: number;
  /** The hash of the seal before. */
  prev: Uint8Array;
  /** The hash of the leaf. */
  leaf: Uint8Array;
  category: string;
  /** When the leaf was written, and when sealed: ISO 8601 with milliseconds, UTC. */
  recordedAt: string;
  sealedAt: string;
};

/** What the first seal follows. */
export const NOTHING_BEFORE: Uint8Array = new Uint8Array(32);

/** The canonical text of a seal (RFC 8785): keys in sorted order and plain values, as JSON.stringify writes them. */
export function entryText({ tenantId, seq, prev, leaf, category, recordedAt, sealedAt }: Entry): string {
  return JSON.stringify({
    at: recordedAt,
    category,
    leaf: hex(leaf),
    prev: hex(prev),
    sealedAt,
    seq,
    tenantId,
    v: 1,
  });
}

export function entryHash(entry: Entry): Uint8Array {
  return sha256(entryText(entry));
}

/** What is wrong with a leaf by itself: its hash, or a column that says something else than its bytes. Null: nothing. */
export function leafFault(leaf: LeafCells): string | null {
  if (!same(sha256(leaf.bytes), leaf.hash)) return "its bytes do not have its hash";
  const said = sayings(leaf.bytes);
  if (!said) return "its bytes are no audit record";
  const columns = [
    ["id", leaf.id, said.id],
    ["tenant_id", leaf.tenantId, said.tenantId],
    ["action", leaf.action, said.action],
    ["actor_kind", leaf.actorKind, said.actor?.kind],
    ["actor_id", leaf.actorId, said.actor?.id],
    ["subject_kind", leaf.subjectKind, said.subject?.kind],
    ["subject_id", leaf.subjectId, said.subject?.id],
  ] as const;
  const wrong = columns.find(([, column, bytes]) => column !== bytes);
  return wrong ? `its column ${wrong[0]} says something else than its bytes` : null;
}

type Thing = { kind?: unknown; id?: unknown } | null;
type Sayings = { id?: unknown; tenantId?: unknown; action?: unknown; actor?: Thing; subject?: Thing };

function sayings(bytes: Uint8Array): Sayings | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return typeof value === "object" ? (value as Sayings | null) : null;
  } catch {
    return null;
  }
}

export function sha256(of: string | Uint8Array): Uint8Array {
  return createHash("sha256").update(of).digest();
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
