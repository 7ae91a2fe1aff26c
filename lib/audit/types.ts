import type { LEAF_CATEGORIES } from "./schemas";

export type LeafCategory = (typeof LEAF_CATEGORIES)[number];

/** One line of the audit log. */
export type LeafRow = {
  id: string;
  category: LeafCategory;
  action: string;
  actor: { kind: string; id: string; name: string | null };
  subject: { kind: string; id: string };
  recordedAt: string;
};

export type LeafDetail = LeafRow & {
  /** The text that was hashed and is stored: RFC 8785, UTF-8. */
  bytes: string;
  /** SHA-256 (hex) as stored. */
  hash: string;
  /** Whether the stored bytes have the stored hash now. */
  intact: boolean;
  /** Its place in the chain; null where it has none yet. */
  seal: LeafSeal | null;
};

export type LeafSeal = {
  seq: number;
  /** SHA-256 (hex) of this seal and of the one before it. */
  hash: string;
  previous: string;
  sealedAt: string;
  /** Whether the record and its seal have the hashes now that they were sealed with, and the seal follows the one before. */
  holds: boolean;
};

export type ChainState = {
  /** How many records are sealed. */
  size: number;
  /** Merkle root (hex) over their seals. */
  root: string;
  sealedAt: string | null;
  /** Records that are not sealed yet, counted up to WAITING_COUNTED. */
  waiting: number;
  /** The state as a checkpoint to keep outside. */
  checkpoint: string;
};

export type LeafPage = {
  rows: LeafRow[];
  /** Ids to pass as `before` (newer) and `after` (older); null at an end. */
  newer: string | null;
  older: string | null;
};
