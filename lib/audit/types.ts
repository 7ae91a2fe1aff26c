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
};

export type LeafPage = {
  rows: LeafRow[];
  /** Ids to pass as `before` (newer) and `after` (older); null at an end. */
  newer: string | null;
  older: string | null;
};
