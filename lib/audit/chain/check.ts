import { entryHash, leafFault, NOTHING_BEFORE, same } from "./entry";
import { CountedTree } from "./tree";
import type { Checkpoint, CheckpointCells, Fault, FaultKind, LeafCells, SealCells } from "./types";

/**
 * Reads one tenant's chain from its beginning and says what is wrong with it. Pure: it is given seals and checkpoints in
 * order, each checkpoint after the seals that it covers. Keeps as much as a tree has levels, however long the chain.
 */
export class ChainCheck {
  readonly #tenantId: string;
  readonly #then: Checkpoint | undefined;
  readonly #report: (fault: Fault) => void;
  readonly #tree = new CountedTree();
  #last: Pick<SealCells, "seq" | "hash" | "sealedAt"> = { seq: 0n, hash: NOTHING_BEFORE, sealedAt: "" };
  #covered = 0n;
  /** Where a seal is missing, or one was found that no root fits, later roots say nothing more. */
  #lost = false;
  #met = false;

  constructor(tenantId: string, report: (fault: Fault) => void, then?: Checkpoint) {
    this.#tenantId = tenantId;
    this.#report = report;
    this.#then = then;
    this.#meetThen();
  }

  /** The place of the last seal. */
  get size(): number {
    return Number(this.#last.seq);
  }

  get root(): Uint8Array {
    return this.#tree.root;
  }

  seal(seal: SealCells): void {
    const { seq, prevHash, hash } = seal;
    if (seq !== this.#last.seq + 1n) {
      this.#lost = true;
      this.#fault("seal_gone", `Seal ${seq} comes after seal ${this.#last.seq}: what was between is gone.`);
    }
    if (!same(prevHash, this.#last.hash))
      this.#fault("seal_changed", `Seal ${seq} does not name the hash of the seal before it.`);
    const fault = sealFault(this.#tenantId, seal);
    if (fault) this.#fault(...fault);
    this.#tree.add(hash);
    this.#last = seal;
    this.#meetThen();
  }

  checkpoint(stored: CheckpointCells): void {
    const { size, prevSize } = stored;
    if (prevSize !== this.#covered)
      this.#fault(
        "checkpoint_gone",
        `The checkpoint at ${size} follows one at ${prevSize}, but the one before it is at ${this.#covered}.`,
      );
    this.#covered = size;
    if (size !== this.#last.seq) {
      this.#lost = true;
      this.#fault("seal_gone", `The checkpoint at ${size} covers seals that are not there.`);
    }
    if (this.#lost) return;
    const wrong = this.#checkpointFault(stored);
    if (wrong === null) return;
    this.#lost = true;
    this.#fault("checkpoint_changed", `The checkpoint at ${size} does not fit the seals: ${wrong}.`);
  }

  #checkpointFault({ root, hash, peaks, sealedAt }: CheckpointCells): string | null {
    if (!same(root, this.#tree.root)) return "its root is another";
    if (!same(hash, this.#last.hash)) return "its newest hash is another";
    const own = this.#tree.peaks;
    if (peaks.length !== own.length || !peaks.every((peak, index) => same(peak, own[index]!)))
      return "its subtrees are others";
    return sealedAt === this.#last.sealedAt ? null : "its time is another";
  }

  /** To be called when there are no more. */
  end(): void {
    if (this.#covered !== this.#last.seq)
      this.#fault(
        "checkpoint_gone",
        `${this.#last.seq} records are sealed, but the newest checkpoint is at ${this.#covered}.`,
      );
    if (this.#then && !this.#met)
      this.#fault(
        "history_changed",
        `The log had ${this.#then.size} sealed records then, and has ${this.#last.seq} now: the rest was cut off.`,
      );
  }

  /** A leaf that has no seal: whether it waits for one, and is what it says. */
  unsealed(leaf: LeafCells, waiting: boolean): void {
    if (!waiting) this.#fault("unaccounted", `Record ${leaf.id} is neither sealed nor waiting for it.`);
    const wrong = leafFault(leaf);
    if (wrong) this.#fault("leaf_changed", `Record ${leaf.id}, not sealed yet, was changed: ${wrong}.`);
  }

  /** What is in the queue and should not be: the leaf is gone, or sealed already. */
  wronglyWaiting(leafId: string, sealed: boolean): void {
    this.#fault(
      "unaccounted",
      sealed
        ? `Record ${leafId} is sealed, and waits to be sealed again.`
        : `Record ${leafId} waits to be sealed, but is gone.`,
    );
  }

  #meetThen(): void {
    if (!this.#then || this.#met || this.size < this.#then.size) return;
    this.#met = true;
    if (this.size !== this.#then.size || !same(this.#tree.root, this.#then.root))
      this.#fault(
        "history_changed",
        `The first ${this.#then.size} sealed records are not those of then: their root is another.`,
      );
  }

  #fault(kind: FaultKind, text: string): void {
    this.#report({ kind, text });
  }
}

/** What is wrong with a seal and its leaf by themselves, without the seals around it. Null: nothing. */
export function sealFault(tenantId: string, seal: SealCells): [FaultKind, string] | null {
  const { seq, leafId, leafHash, prevHash, hash, sealedAt, leaf } = seal;
  if (!leaf) return ["leaf_gone", `Record ${leafId}, sealed as ${seq}, is gone.`];
  const wrong = leafFault(leaf);
  if (wrong) return ["leaf_changed", `Record ${leafId}, sealed as ${seq}, was changed: ${wrong}.`];
  if (!same(leaf.hash, leafHash))
    return [
      "leaf_changed",
      `Record ${leafId} is not the one that was sealed as ${seq}: its hash is another.`,
    ];
  const { category, recordedAt } = leaf;
  const own = entryHash({
    tenantId,
    seq: Number(seq),
    prev: prevHash,
    leaf: leafHash,
    category,
    recordedAt,
    sealedAt,
  });
  if (same(own, hash)) return null;
  return [
    "seal_changed",
    `Seal ${seq} does not have its own hash: it, or category or time of record ${leafId}, was changed.`,
  ];
}
