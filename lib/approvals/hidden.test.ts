import { describe, expect, it } from "vitest";
import { countHidden } from "../../components/ui/hidden-characters";
import { hasHiddenCharacters } from "./hidden";

describe("the mark for hidden characters", () => {
  it("is there exactly where the card shows an escape, for every character of the planes that have any", () => {
    const differing: string[] = [];
    // The basic plane, the emoji, and where tags and variation selectors are.
    const ranges = [
      [0, 0xffff],
      [0x1f000, 0x1faff],
      [0xe0000, 0xe01ff],
    ] as const;
    for (const code of ranges.flatMap(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i),
    )) {
      const character = String.fromCodePoint(code);
      for (const text of [character, `a${character}b`, ` ${character}`, `❤${character}`])
        if (hasHiddenCharacters(text) !== countHidden(text) > 0) differing.push(JSON.stringify(text));
    }
    expect(differing).toEqual([]);
  });

  it.each([
    ["in a value, however deep", { a: [{ b: "x\u202Ey" }] }, true],
    ["in a name", { "to\u200B": 1 }, true],
    ["nowhere", { path: "/notes/a.txt", lines: "one\n\ttwo", love: "❤️", n: 1, none: null }, false],
  ])("looks %s", (_where, value, expected) => {
    expect(hasHiddenCharacters(value)).toBe(expected);
  });
});
