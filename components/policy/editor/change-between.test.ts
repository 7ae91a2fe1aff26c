import fc from "fast-check";
import { expect, test } from "vitest";
import { changeBetween } from "./change-between";

test("the change makes one text of the other, and touches no more than it has to", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = changeBetween(before, after);
      expect(change === null).toBe(before === after);
      if (change === null) return;
      expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
      const [cut, put] = [before.slice(change.from, change.to), change.insert];
      if (cut && put) expect([cut[0] === put[0], cut.at(-1) === put.at(-1)]).toEqual([false, false]);
    }),
  );
});
