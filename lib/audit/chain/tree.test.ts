import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hex } from "./entry";
import { appended, CountedTree, rootOf, rootOfPeaks } from "./tree";

/** The entries and roots that the reference implementation of Certificate Transparency tests itself with. */
const ENTRIES = [
  ...["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"],
].map((text) => Buffer.from(text, "hex"));
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

describe("the Merkle tree", () => {
  it.each(ROOTS.map((root, size) => ({ size, root })))(
    "has the reference's root over $size entries, computed in three ways",
    ({ size, root }) => {
      const entries = ENTRIES.slice(0, size);
      const counted = new CountedTree();
      for (const entry of entries) counted.add(entry);
      expect(hex(rootOf(entries))).toBe(root);
      expect(hex(rootOfPeaks(appended([], 0, entries)))).toBe(root);
      expect(hex(counted.root)).toBe(root);
    },
  );

  it("has one root, in whatever batches it grows", () => {
    const entries = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 6 }), (batches) => {
        const counted = new CountedTree();
        const all: Uint8Array[] = [];
        let peaks: Uint8Array[] = [];
        for (const batch of batches) {
          peaks = appended(peaks, all.length, batch);
          all.push(...batch);
          for (const entry of batch) counted.add(entry);
          expect(counted.peaks.map(hex)).toEqual(peaks.map(hex));
          expect([rootOfPeaks(peaks), counted.root].map(hex)).toEqual(Array(2).fill(hex(rootOf(all))));
        }
      }),
      { numRuns: 100 },
    );
  });
});
