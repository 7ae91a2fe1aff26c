import { describe, expect, it } from "vitest";
import { progressInShort, progressInWords } from "./progress";

const two = [
  { name: "Peers", have: 1, need: 2 },
  { name: "Finance", have: 0, need: 1 },
];

describe("how far a request has come", () => {
  it("names the step and every group of it", () => {
    expect(progressInWords({ step: 1, steps: 2, groups: two })).toBe(
      "Step 1 of 2 · Peers 1 of 2 · Finance 0 of 1",
    );
  });
  it.each([
    [{ step: 1, steps: 1, groups: [{ name: "reviewer", have: 0, need: 1 }] }, ""],
    [{ step: 1, steps: 1, groups: [{ name: "reviewer", have: 1, need: 2 }] }, "1 of 2"],
    [{ step: 2, steps: 3, groups: two }, "step 2/3 · 1 of 3"],
    [{ step: 1, steps: 2, groups: [{ name: "a", have: 3, need: 1 }] }, "step 1/2"],
  ])("is short in a row: %j", (progress, words) => expect(progressInShort(progress)).toBe(words));
});
