import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { coalesce } from "./coalesce";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("coalescing", () => {
  it("runs at once, and once more for any number of calls during a run", async () => {
    const run = vi.fn(async () => new Promise((resolve) => setTimeout(resolve, 1_000)));
    const call = coalesce(run, 300);
    call();
    expect(run).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 50; i++) call();
    await vi.advanceTimersByTimeAsync(1_299);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(run).toHaveBeenCalledTimes(2);
    call();
    expect(run).toHaveBeenCalledTimes(3);
  });

  it("goes on after a run that failed", async () => {
    const run = vi.fn(async () => Promise.reject(new Error("down")));
    const call = coalesce(run, 300);
    call();
    await vi.advanceTimersByTimeAsync(300);
    call();
    expect(run).toHaveBeenCalledTimes(2);
  });
});
