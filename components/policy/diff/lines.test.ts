import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines, editScript } from "./lines";

const text = fc
  .array(fc.constantFrom("a", "b", "c", "", "  d"), { maxLength: 40 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

describe("the line diff", () => {
  it("gives both texts back, whatever they are", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const of = (gone: string) => lines.filter(({ kind }) => kind !== gone).map((line) => line.text);
        const joined = (lines: string[]) => lines.map((line) => `${line}\n`).join("");
        expect(joined(of("added"))).toBe(before);
        expect(joined(of("removed"))).toBe(after);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is as short as the longest common subsequence allows", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const [a, b] = [before.split("\n"), after.split("\n")];
        const same = editScript(a, b).filter(({ kind }) => kind === "same").length;
        expect(same).toBe(commonLength(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it("numbers lines as each text does", () => {
    expect(diffLines("one\ntwo\nthree", "one\n2\nthree")).toEqual([
      { kind: "same", text: "one", before: 1, after: 1 },
      { kind: "removed", text: "two", before: 2 },
      { kind: "added", text: "2", after: 2 },
      { kind: "same", text: "three", before: 3, after: 3 },
    ]);
  });

  it("replaces the middle as a whole where two long texts have nothing in common", () => {
    const many = (mark: string) => [
      "head",
      ...Array.from({ length: 3_000 }, (_, n) => `${mark}${n}`),
      "tail",
    ];
    const script = editScript(many("a"), many("b"));
    expect(script).toHaveLength(6_002);
    expect(script[0]).toEqual({ kind: "same", text: "head" });
    expect(script.slice(1, 3_001).every(({ kind }) => kind === "removed")).toBe(true);
  });
});

/** By the book: a table of all pairs. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const left of a) {
    const next = [0];
    b.forEach((right, j) => {
      next.push(left === right ? (row[j] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}
