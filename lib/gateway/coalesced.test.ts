import { expect, it, vi } from "vitest";
import { Coalesced } from "./coalesced";

/** Work that lasts until it is let go of. */
function work() {
  const begun: { what: string; at: number; end: () => void }[] = [];
  const running = { now: 0, most: 0 };
  const run = async (what: string) => {
    running.most = Math.max(running.most, ++running.now);
    await new Promise<void>((end) => begun.push({ what, at: performance.now(), end }));
    running.now--;
  };
  return { begun, running, run };
}

it("runs one at a time of a key, and once more for whatever was asked meanwhile, after a rest", async () => {
  const { begun, running, run } = work();
  const restMs = 30;
  const coalesced = new Coalesced(run, restMs);
  for (let n = 0; n < 100; n++) coalesced.ask("one", "one");
  expect(begun).toHaveLength(1);
  const ended = performance.now();
  begun[0]?.end();
  await vi.waitFor(() => expect(begun).toHaveLength(2));
  expect(begun[1]!.at - ended).toBeGreaterThanOrEqual(restMs - 1);
  const stopped = coalesced.stop();
  begun[1]?.end();
  await stopped;
  expect([begun.length, running.most]).toEqual([2, 1]);
});

it("runs again for what is asked after it was over", async () => {
  const { begun, run } = work();
  const coalesced = new Coalesced(run, 1);
  for (let n = 0; n < 3; n++) {
    coalesced.ask("one", "one");
    await vi.waitFor(() => expect(begun).toHaveLength(n + 1));
    begun[n]?.end();
  }
  await coalesced.stop();
});

it("keeps no key waiting for another, and nothing waiting for what failed", async () => {
  const { begun, run } = work();
  const coalesced = new Coalesced(async (what: string) => {
    await run(what);
    throw new Error("no");
  }, 1);
  coalesced.ask("one", "one");
  coalesced.ask("two", "two");
  coalesced.ask("one", "one");
  expect(begun.map(({ what }) => what)).toEqual(["one", "two"]);
  begun[0]?.end();
  await vi.waitFor(() => expect(begun.map(({ what }) => what)).toEqual(["one", "two", "one"]));
  const stopped = coalesced.stop();
  for (const { end } of begun) end();
  await stopped;
  coalesced.ask("three", "three");
  expect(begun).toHaveLength(3);
});
