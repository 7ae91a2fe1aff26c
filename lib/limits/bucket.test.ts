import { describe, expect, it } from "vitest";
import { levelOf } from "./bucket";
import { termsWords, whomWords } from "./words";

const rate = { kind: "rate", calls: 60, perSeconds: 60, burst: 10 };
const day = { kind: "quota_day", calls: 100, perSeconds: null, burst: null };
const at = (iso: string) => new Date(iso);

describe("a bucket", () => {
  it("nobody has taken from is full", () => {
    expect(levelOf(rate, null, at("2026-11-22T10:00:00Z"))).toMatchObject({
      left: 10,
      waitSeconds: 0,
      fullInSeconds: 0,
    });
    expect(levelOf(day, null, at("2026-11-22T10:00:00Z"))).toMatchObject({ left: 100, waitSeconds: 0 });
  });

  it("refills with time, never over its size, and never backwards", () => {
    const bucket = { tokens: 0, at: at("2026-11-22T10:00:00Z") };
    const after = (seconds: number) => levelOf(rate, bucket, new Date(bucket.at.getTime() + seconds * 1_000));
    expect(after(0.5)).toMatchObject({ left: 0.5, waitSeconds: 0.5, fullInSeconds: 9.5 });
    expect(after(3)).toMatchObject({ left: 3, waitSeconds: 0 });
    expect(after(3_600).left).toBe(10);
    expect(after(-60).left).toBe(0);
  });

  it("of a quota is full again at midnight or the first of the month, UTC", () => {
    const bucket = { tokens: 0, at: at("2026-12-31T23:59:50Z") };
    expect(levelOf(day, bucket, at("2026-12-31T23:59:55Z"))).toMatchObject({ left: 0, waitSeconds: 5 });
    expect(levelOf(day, bucket, at("2027-01-01T00:00:00Z")).left).toBe(100);
    const month = { ...day, kind: "quota_month" };
    const lent = { tokens: 3, at: at("2028-02-01T00:00:00Z") };
    expect(levelOf(month, lent, at("2028-02-29T23:59:59Z"))).toMatchObject({ left: 3, fullInSeconds: 1 });
    expect(levelOf(month, lent, at("2028-03-01T00:00:00Z")).left).toBe(100);
  });
});

describe("a limit in words", () => {
  it.each([
    [rate, "60 calls a minute, at most 10 at once"],
    [{ ...rate, calls: 1, perSeconds: 90, burst: 1 }, "1 call every 90 seconds, at most 1 at once"],
    [{ ...day, calls: 12_000 }, "12,000 calls a day (UTC)"],
    [{ ...day, kind: "quota_month" }, "100 calls a month (UTC)"],
  ])("says how much: %j", (terms, words) => expect(termsWords(terms)).toBe(words));

  it("says whose", () => {
    expect(whomWords({ scope: "tenant", target: null })).toBe("for the whole tenant");
    expect(whomWords({ scope: "agent", target: null })).toBe("for each agent");
    expect(whomWords({ scope: "agent", target: "an-id" }, "worker")).toBe("for the agent worker");
  });
});
