import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonical } from "../../lib/platform/json";
import type { Chain, Head, LeafRow, SealRow } from "./facts";
import { chainHolds } from "./invariants";

const LEAVES = ["l1", "l2"].map((id): LeafRow => ({
  ...{ id, tenantId: "t1", action: "decision.recorded", subjectId: "d1", bytes: id },
  hash: createHash("sha256").update(id).digest("hex"),
})) as [LeafRow, LeafRow];
const AT = new Date(1_050);

/** Seals of these leaves, each after the one before. */
function sealed(leaves: readonly LeafRow[], { size, hash }: Head): SealRow[] {
  let prev = hash;
  return leaves.map(({ id: leafId, hash: leafHash }, n) => {
    const seal = {
      seq: size + n + 1,
      leafId,
      leafHash,
      prev,
      sealedAt: AT,
      recordedAt: AT,
      category: "call",
    };
    const times = { at: AT.toISOString(), sealedAt: AT.toISOString() };
    const text = canonical({
      ...{ ...times, category: "call", leaf: leafHash, prev, seq: seal.seq, tenantId: "t1", v: 1 },
    });
    prev = createHash("sha256").update(text).digest("hex");
    return { ...seal, hash: prev };
  });
}

const BEFORE: Head = { size: 7, hash: "aa".repeat(32), root: "bb" };
const SEALS = sealed(LEAVES, BEFORE) as [SealRow, SealRow];
const CHAIN: Chain = {
  ...{ tenantId: "t1", before: BEFORE, then: BEFORE, seals: SEALS, waiting: [], faults: [] },
  head: { size: 9, hash: SEALS[1].hash, root: "cc" },
};

/** What is wrong with a chain of two more seals, after a change. */
const broken = (change: Partial<Chain> = {}) =>
  chainHolds({ leaves: LEAVES, chains: [{ ...CHAIN, ...change }] }).violations.join("\n");

describe("I5, the chain", () => {
  it("may be as it should", () => expect(broken()).toBe(""));

  const [first, second] = SEALS;
  const at = ({ seq, hash }: SealRow): Head => ({ size: seq, hash, root: "cc" });
  const twin = { ...sealed([LEAVES[1]], { ...at(first), size: 7 })[0]! };

  it("may begin, and leaves may wait", () => {
    const begun = sealed([LEAVES[0]], { size: 0, hash: "0".repeat(64), root: "" });
    const head = at(begun[0]!);
    expect(broken({ before: null, then: null, seals: begun, head, waiting: ["l2"] })).toBe("");
    const waiting = ["l1", "l2"];
    expect(broken({ before: null, then: null, seals: [], head: null, waiting })).toBe("");
  });

  it.each<[string, Partial<Chain>, RegExp]>([
    ["a gap", { seals: [second] }, /seal 9 comes after seal 7/],
    ["a place taken twice", { seals: [first, twin, second] }, /seal 8 comes after seal 8/],
    ["a leaf sealed twice", { seals: [first, second, { ...first, seq: 10 }] }, /l1 has 2 places \(8, 10\)/],
    ["a leaf that is nowhere", { seals: [first], head: at(first) }, /l2 has 0 places/],
    ["a sealed leaf in the queue", { waiting: ["l1"] }, /1 places \(8\) and is waiting/],
    ["a seal after another", { seals: [{ ...first, prev: "dd" }, second] }, /seal 8 names another hash/],
    ["a seal of a leaf that is gone", { seals: [first, { ...second, category: null }] }, /l2.* is not there/],
    ["another time", { seals: [{ ...first, recordedAt: new Date(0) }, second] }, /its hash is not its own/],
    ["another leaf", { seals: [{ ...first, leafHash: "ee" }, second] }, /l1 was sealed with another hash/],
    ["a chain that shrank", { seals: [], head: { ...BEFORE, size: 6 } }, /newest checkpoint is at 6/],
    ["a checkpoint that is gone", { then: null }, /checkpoint at 7 is not what it was/],
    ["a checkpoint with another root", { then: { ...BEFORE, root: "b0" } }, /is not what it was/],
    ["a head of another hash", { head: { ...at(second), hash: "ff" } }, /newest checkpoint/],
    ["what the product's verifier finds", { faults: ["Seal 3 is odd."] }, /chain of t1: Seal 3 is odd/],
  ])("sees %s", (_, change, says) => expect(broken(change)).toMatch(says));
});
