import { describe, expect, it } from "vitest";
import type { ImportPlan } from "./plan-import";
import { PORTION, portionOf } from "./portion";

/** Portions look at how many there are, not at what they are. */
const many = (count: number) => Array.from({ length: count }, () => ({})) as never[];
const plan = (counts: {
  create?: number;
  suspend?: number;
  block?: number;
  restore?: number;
  retire?: number;
}): ImportPlan => ({
  create: many(counts.create ?? 0),
  suspend: many(counts.suspend ?? 0),
  block: many(counts.block ?? 0),
  restore: many(counts.restore ?? 0),
  retire: many(counts.retire ?? 0),
  unchanged: 0,
  refused: [],
});
const sizes = ({ create, suspend, block, restore, retire }: ImportPlan) => [
  suspend.length + block.length,
  retire.length,
  restore.length,
  create.length,
];

describe("what one transaction writes of an import", () => {
  it("is all of it where it is little, and all that is new", () => {
    const { now, rest } = portionOf(plan({ create: 500, suspend: 1, restore: 2, retire: 3 }));
    expect([sizes(now), rest]).toEqual([[1, 3, 2, 500], false]);
  });

  it("is what stops calls first, and nothing that is new before the rest is written", () => {
    const { now, rest } = portionOf(plan({ create: 5, suspend: PORTION - 1, restore: 2, retire: 3 }));
    expect([sizes(now), rest]).toEqual([[PORTION - 1, 1, 0, 0], true]);
    const full = portionOf(plan({ suspend: PORTION * 2 }));
    expect([sizes(full.now), full.rest]).toEqual([[PORTION, 0, 0, 0], true]);
    const blocked = portionOf(plan({ suspend: 1, block: PORTION, retire: 1 }));
    expect([sizes(blocked.now), blocked.rest]).toEqual([[PORTION, 0, 0, 0], true]);
  });
});
