/** A stored leaf with all its columns. Times are text, as the seal hashes them. */
export type LeafCells = {
  id: string;
  tenantId: string;
  category: string;
  action: string;
  actorKind: string;
  actorId: string;
  subjectKind: string;
  subjectId: string;
  bytes: Uint8Array;
  hash: Uint8Array;
  recordedAt: string;
};

/** A stored seal, with the leaf that it speaks of where that is there. */
export type SealCells = {
  seq: bigint;
  leafId: string;
  leafHash: Uint8Array;
  prevHash: Uint8Array;
  hash: Uint8Array;
  sealedAt: string;
  leaf: LeafCells | null;
};

export type CheckpointCells = {
  size: bigint;
  prevSize: bigint;
  root: Uint8Array;
  hash: Uint8Array;
  peaks: readonly Uint8Array[];
  sealedAt: string;
};

/** The log as it was once: so many sealed records, with this root. Kept outside, it finds what is cut off since. */
export type Checkpoint = { size: number; root: Uint8Array };

export type FaultKind =
  /** A leaf's bytes, hash or columns. */
  | "leaf_changed"
  /** A seal whose leaf is gone, or is another. */
  | "leaf_gone"
  /** A seal that does not follow the one before, or whose hash is not its own. */
  | "seal_changed"
  | "seal_gone"
  | "checkpoint_changed"
  | "checkpoint_gone"
  /** A leaf that is neither sealed nor waiting, or both; or what waits is not there. */
  | "unaccounted"
  /** The log is not what it was at a checkpoint that was kept outside. */
  | "history_changed";

export type Fault = { kind: FaultKind; text: string };

export type Verified = {
  tenantId: string;
  /** Sealed records that were looked at. */
  size: number;
  /** The root over their seals (hex), as computed. */
  root: string;
  /** Records that were not sealed yet. */
  waiting: number;
  /** The first of them; `faultCount` says how many there are. */
  faults: readonly Fault[];
  faultCount: number;
};
