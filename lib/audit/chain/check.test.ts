import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../platform/json";
import { ChainCheck } from "./check";
import { entryHash, entryText, NOTHING_BEFORE, sha256 } from "./entry";
import { CountedTree } from "./tree";
import type { Checkpoint, CheckpointCells, Fault, LeafCells, SealCells } from "./types";

const TENANT = "0190a000-0000-7000-8000-000000000001";
const AT = "2026-11-22T10:00:00.123Z";
const SEALED = "2026-11-22T10:00:01.000Z";

type Chain = { seals: (SealCells & { leaf: LeafCells })[]; checkpoints: CheckpointCells[] };

function leaf(n: number): LeafCells {
  const id = `0190a000-0000-7000-9000-${String(n).padStart(12, "0")}`;
  const said = {
    ...{ action: "thing.made", actor: { id: "u1", kind: "user" }, data: { n }, id, requestId: "r" },
    ...{ subject: { id: "t1", kind: "thing" }, tenantId: TENANT, v: 1 },
  };
  const bytes = Buffer.from(canonical(said));
  return {
    ...{ id, tenantId: TENANT, category: "control", action: "thing.made", actorKind: "user", actorId: "u1" },
    ...{ subjectKind: "thing", subjectId: "t1", bytes, hash: sha256(bytes), recordedAt: AT },
  };
}

/** A good chain, sealed in batches of these sizes. */
function chain(batches: readonly number[]): Chain {
  const made: Chain = { seals: [], checkpoints: [] };
  const tree = new CountedTree();
  let prev = NOTHING_BEFORE;
  for (const batch of batches) {
    const before = made.seals.length;
    for (let seq = before + 1; seq <= before + batch; seq++) {
      const own = leaf(seq);
      const entry = { tenantId: TENANT, seq, prev, leaf: own.hash, category: own.category };
      const hash = entryHash({ ...entry, recordedAt: AT, sealedAt: SEALED });
      const seal = { seq: BigInt(seq), leafId: own.id, leafHash: own.hash, prevHash: prev, hash };
      made.seals.push({ ...seal, sealedAt: SEALED, leaf: own });
      tree.add(hash);
      prev = hash;
    }
    const sizes = { size: BigInt(made.seals.length), prevSize: BigInt(before) };
    const now = { root: tree.root, hash: prev, peaks: tree.peaks, sealedAt: SEALED };
    made.checkpoints.push({ ...sizes, ...now });
  }
  return made;
}

function faultsOf({ seals, checkpoints }: Chain, then?: Checkpoint): Fault[] {
  const faults: Fault[] = [];
  const check = new ChainCheck(TENANT, (fault) => faults.push(fault), then);
  const left = [...checkpoints];
  for (const seal of seals) {
    while (left[0] && left[0].size < seal.seq) check.checkpoint(left.shift()!);
    check.seal(seal);
  }
  for (const checkpoint of left) check.checkpoint(checkpoint);
  check.end();
  return faults;
}

const kinds = (found: readonly Fault[]) => found.map(({ kind }) => kind);
const flipped = (bytes: Uint8Array, at = 0) =>
  Uint8Array.from(bytes, (byte, index) => (index === at % bytes.length ? byte ^ 1 : byte));

describe("an entry of the chain", () => {
  it("is hashed in its canonical form", () => {
    const hashes = { prev: NOTHING_BEFORE, leaf: sha256("leaf") };
    const entry = { tenantId: TENANT, seq: 7, category: "cäll", recordedAt: AT, sealedAt: SEALED, ...hashes };
    expect(entryText(entry)).toBe(canonical(JSON.parse(entryText(entry))));
  });
});

describe("the check of a chain", () => {
  it("finds nothing in a good one, nor in an empty one", () => {
    expect(faultsOf(chain([3, 1, 4]))).toEqual([]);
    expect(faultsOf(chain([]))).toEqual([]);
  });

  const CASES: [string, (it: Chain) => void, string][] = [
    ["a leaf that is gone", ({ seals }) => Object.assign(seals[1]!, { leaf: null }), "leaf_gone"],
    [
      "another leaf in its place",
      ({ seals }) => (seals[1]!.leaf = { ...leaf(2), ...leaf(9) }),
      "leaf_changed",
    ],
    ["a seal that is gone", ({ seals }) => void seals.splice(2, 1), "seal_gone"],
    ["the newest seals gone", ({ seals }) => void seals.splice(5), "seal_gone"],
    ["a checkpoint between that is gone", (it) => void it.checkpoints.splice(1, 1), "checkpoint_gone"],
    ["the newest checkpoint gone", ({ checkpoints }) => void checkpoints.pop(), "checkpoint_gone"],
  ];
  it.each(CASES)("finds %s", (_, tamper, kind) => {
    const it = chain([3, 1, 4]);
    tamper(it);
    expect(kinds(faultsOf(it))).toContain(kind);
  });

  it("finds any cell that is another", () => {
    const text = (value: string) => `${value}x`;
    const cells = fc.oneof(
      fc
        .constantFrom("seq", "leafHash", "prevHash", "hash", "sealedAt")
        .map((name) => ["seals", name] as const),
      fc
        .constantFrom(
          "id",
          "tenantId",
          "category",
          "action",
          "actorKind",
          "actorId",
          "subjectKind",
          "subjectId",
        )
        .map((name) => ["leaf", name] as const),
      fc.constantFrom("bytes", "hash", "recordedAt").map((name) => ["leaf", name] as const),
      fc
        .constantFrom("size", "prevSize", "root", "hash", "peaks", "sealedAt")
        .map((name) => ["checkpoints", name] as const),
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sizes, cells, fc.nat(), (batches, [where, name], at) => {
        const it = chain(batches);
        const rows = where === "leaf" ? it.seals.map((seal) => seal.leaf) : it[where];
        const row = rows[at % rows.length] as unknown as Record<string, unknown>;
        const value = row[name];
        if (typeof value === "string") row[name] = text(value);
        else if (typeof value === "bigint") row[name] = value + 1n;
        else if (Array.isArray(value)) row[name] = [...(value as Uint8Array[]), NOTHING_BEFORE];
        else row[name] = flipped(value as Uint8Array, at);
        expect(faultsOf(it)).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("finds by a checkpoint kept outside what nothing inside can show", () => {
    const then = { size: 4, root: chain([3, 1]).checkpoints[1]!.root };
    expect(faultsOf(chain([3, 1, 4]), then)).toEqual([]);
    expect(kinds(faultsOf(chain([3]), then))).toEqual(["history_changed"]);
    expect(kinds(faultsOf(chain([]), then))).toEqual(["history_changed"]);
    expect(kinds(faultsOf(chain([3, 1, 4]), { ...then, root: NOTHING_BEFORE }))).toEqual(["history_changed"]);
    expect(faultsOf(chain([8]), then)).toEqual([]);
  });

  it("finds what is accounted for nowhere, or twice", () => {
    const found: Fault[] = [];
    const check = new ChainCheck(TENANT, (fault) => found.push(fault));
    check.unsealed(leaf(1), true);
    expect(found).toEqual([]);
    check.unsealed(leaf(1), false);
    check.unsealed({ ...leaf(1), action: "thing.unmade" }, true);
    check.wronglyWaiting(leaf(1).id, true);
    check.wronglyWaiting(leaf(1).id, false);
    expect(kinds(found)).toEqual(["unaccounted", "leaf_changed", "unaccounted", "unaccounted"]);
  });
});
