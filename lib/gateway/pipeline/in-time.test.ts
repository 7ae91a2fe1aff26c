import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inTime } from "./in-time";

const MS = 30_000;
const giveBack = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  giveBack.mockReset();
});
afterEach(() => void vi.useRealTimers());

it("hands on what comes in time, and what is thrown in time", async () => {
  expect(await inTime(Promise.resolve("allow"), { ms: MS, giveBack })).toBe("allow");
  const broken = new Error("broken");
  await expect(inTime(Promise.reject(broken), { ms: MS, giveBack })).rejects.toBe(broken);
  expect(vi.getTimerCount()).toBe(0);
  expect(giveBack).not.toHaveBeenCalled();
});

it("refuses what never comes, and gives back what it holds", async () => {
  const never = inTime(new Promise(() => undefined), { ms: MS, giveBack });
  const refused = expect(never).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await vi.advanceTimersByTimeAsync(MS);
  await refused;
  expect(giveBack).toHaveBeenCalledOnce();
});

it.each<[string, (done: () => void, fail: (error: Error) => void) => void]>([
  ["comes", (done) => done()],
  ["fails", (_, fail) => fail(new Error("late"))],
])("gives back again what was taken by work that %s after all", async (_, end) => {
  let settle = () => undefined as void;
  const work = new Promise<void>((done, fail) => (settle = () => end(done, fail)));
  const refused = expect(inTime(work, { ms: MS, giveBack })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await vi.advanceTimersByTimeAsync(MS);
  await refused;
  giveBack.mockReset();
  settle();
  await vi.advanceTimersByTimeAsync(0);
  expect(giveBack).toHaveBeenCalledOnce();
});
