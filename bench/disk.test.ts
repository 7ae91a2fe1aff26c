import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clearOf, watchDisk, type Halt } from "./disk";

describe("calls that no halt touched", () => {
  const halts = [{ from: 100, to: 150 }];
  const clear = (at: number, ms: number) => clearOf({ at: [at], ms: [ms] }, halts).at.length === 1;

  it("ended before it, or were due when what it held up was caught up with", () => {
    expect(clear(50, 40)).toBe(true);
    expect(clear(201, 10)).toBe(true);
  });

  it("are not those that were under way in it, or due shortly after", () => {
    expect(clear(50, 60)).toBe(false);
    expect(clear(120, 10)).toBe(false);
    expect(clear(90, 200)).toBe(false);
    expect(clear(180, 10)).toBe(false);
  });

  it("are found as by looking at every halt", () => {
    const halt = fc
      .tuple(fc.nat(1_000), fc.integer({ min: 1, max: 80 }))
      .map(([from, ms]): Halt => ({ from, to: from + ms }));
    const call = fc.tuple(fc.nat(1_200), fc.integer({ min: 1, max: 100 }));
    fc.assert(
      fc.property(fc.array(halt), fc.array(call), (all, calls) => {
        const expected = calls.filter(
          ([at, ms]) => !all.some(({ from, to }) => from < at + ms && at < to + (to - from)),
        );
        const found = clearOf({ at: calls.map(([at]) => at), ms: calls.map(([, ms]) => ms) }, all);
        expect(found.at.map((at, n) => [at, found.ms[n]])).toEqual(expected);
      }),
    );
  });
});

it("a watch says which flushes took long, and ends", async () => {
  const folder = await mkdtemp(join(tmpdir(), "agentgate-disk-"));
  const watch = watchDisk(folder);
  expect(Array.isArray(await watch.halts())).toBe(true);
  await watch.stop();
  await rm(folder, { recursive: true });
});
