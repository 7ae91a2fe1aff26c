import { describe, expect, it } from "vitest";
import { blocksOf } from "./blocks";
import { diffLines } from "./lines";

const many = (count: number) => Array.from({ length: count }, (_, n) => `line ${n + 1}`);

describe("what a diff shows", () => {
  it("keeps three lines around a change and folds what is further away", () => {
    const before = many(30);
    const after = before.with(14, "changed");
    const blocks = blocksOf(diffLines(before.join("\n"), after.join("\n")));
    expect(blocks.map(({ folded, lines }) => [folded, lines.length])).toEqual([
      [true, 11],
      [false, 8],
      [true, 12],
    ]);
  });

  it("folds all of two equal texts, and none of a short one", () => {
    expect(blocksOf(diffLines(many(9).join("\n"), many(9).join("\n")))).toMatchObject([{ folded: true }]);
    expect(blocksOf(diffLines("a\nb", "a\nb"))).toMatchObject([{ folded: false }]);
  });

  it("marks the words that changed, and only those", () => {
    const [block] = blocksOf(diffLines("    action: ALLOW", "    action: DENY"));
    const changed = block?.lines.map(({ words }) =>
      words.filter((word) => word.changed).map(({ text }) => text),
    );
    expect(changed).toEqual([["ALLOW"], ["DENY"]]);
  });

  it("marks nothing within lines that have no word in common", () => {
    const [block] = blocksOf(diffLines("alpha", "omega"));
    expect(block?.lines.flatMap(({ words }) => words).some(({ changed }) => changed)).toBe(false);
  });
});
