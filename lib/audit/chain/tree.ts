import { createHash } from "node:crypto";
import { sha256 } from "./entry";

/** Merkle trees as in RFC 6962, section 2.1. Entries are the hashes of seals, in the order of the chain. */
type Hash = Uint8Array;

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);
export const EMPTY_ROOT: Hash = sha256("");

function leafHash(entry: Uint8Array): Hash {
  return createHash("sha256").update(LEAF).update(entry).digest();
}

function nodeHash(left: Hash, right: Hash): Hash {
  return createHash("sha256").update(NODE).update(left).update(right).digest();
}

/**
 * What a tree of `size` entries becomes with further ones. `peaks` are the roots of its complete subtrees, the largest
 * first: there are as many as `size` has ones in binary, and each one that ends the number is merged with the new entry.
 */
export function appended(peaks: readonly Hash[], size: number, entries: readonly Uint8Array[]): Hash[] {
  const next = [...peaks];
  let count = size;
  for (const entry of entries) {
    let node = leafHash(entry);
    for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(next.pop()!, node);
    next.push(node);
    count++;
  }
  return next;
}

/** The root over peaks: they are folded from the smallest. */
export function rootOfPeaks(peaks: readonly Hash[]): Hash {
  return peaks.length === 0 ? EMPTY_ROOT : peaks.reduceRight((right, left) => nodeHash(left, right));
}

/** The root as the standard defines it, from all entries at once. */
export function rootOf(entries: readonly Uint8Array[]): Hash {
  if (entries.length === 0) return EMPTY_ROOT;
  if (entries.length === 1) return leafHash(entries[0]!);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return nodeHash(rootOf(entries.slice(0, split)), rootOf(entries.slice(split)));
}

/**
 * The verifier's tree, which must not err as the sealer does: a counter in binary whose digits are subtrees. Digit k
 * is the root over 2^k entries, or absent, and adding one carries.
 */
export class CountedTree {
  readonly #digits: (Hash | undefined)[] = [];

  add(entry: Uint8Array): void {
    let carry = leafHash(entry);
    let digit = 0;
    for (; this.#digits[digit]; digit++) {
      carry = nodeHash(this.#digits[digit]!, carry);
      this.#digits[digit] = undefined;
    }
    this.#digits[digit] = carry;
  }

  /** The largest first. */
  get peaks(): Hash[] {
    return this.#digits.filter((digit) => digit !== undefined).reverse();
  }

  get root(): Hash {
    let root: Hash | undefined;
    for (const digit of this.#digits) if (digit) root = root ? nodeHash(digit, root) : digit;
    return root ?? EMPTY_ROOT;
  }
}
