import { describe, expect, it } from "vitest";
import { within, type Turn } from "./within";

/** Work that goes on until its turn ends, and says why it did. */
const untilEnd = ({ signal }: Turn) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });

describe("the time that work has", () => {
  it("ends with a sentence about the time where it runs out, inside another turn too", async () => {
    const late = { code: "UPSTREAM_TIMEOUT", effect: "none" };
    await expect(within({ timeoutMs: 10 }, untilEnd)).rejects.toMatchObject(late);
    const inner = (turn: Turn) => within({ timeoutMs: 60_000, signal: turn.signal }, untilEnd);
    await expect(within({ timeoutMs: 10 }, inner)).rejects.toMatchObject(late);
  });

  it("ends as somebody's own leaving where the caller leaves", async () => {
    const signal = AbortSignal.abort();
    await expect(within({ timeoutMs: 60_000, signal }, untilEnd)).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      ours: true,
    });
  });
});
