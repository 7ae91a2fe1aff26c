import { describe, expect, it } from "vitest";
import type { OpenReport } from "../../bench/open-loop";
import { summaryOf } from "../../bench/summary";
import { withinLimit } from "../suite";
import { clear, countsOf, latencies } from "./calls";
import { recorded, recoveredAfter, sheds } from "./overload";

const nothing = summaryOf([], 1);

function report(statuses: Record<string, number>): OpenReport {
  const sent = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  return {
    beganAt: 0,
    due: sent,
    sent,
    gaveUp: 0,
    unanswered: 0,
    statuses,
    accepted: nothing,
    calls: { at: [], ms: [] },
    refused: nothing,
    timeline: [],
  };
}

describe("answers under load", () => {
  it("are told apart: decided, shed, and what nobody promised", () => {
    const counts = countsOf(report({ 200: 5, 403: 2, 429: 1, 503: 3, 500: 1 }));
    expect(counts).toEqual({ executed: 5, decided: 7, shed: 4, answered: 12, strange: 1 });
  });

  it("need as many rows as were decided: one less is an allow without a row, one more a row of a refusal", () => {
    const reports = [report({ 200: 5, 503: 3 }), report({ 200: 1, 403: 2 })];
    const violations = (decisions: number, outcomes: number) =>
      recorded(reports, { decisions, outcomes }).violations.length;
    expect(violations(8, 6)).toBe(0);
    expect(violations(7, 6)).toBe(1);
    expect(violations(9, 6)).toBe(1);
    expect(violations(8, 5)).toBe(1);
    const unknown = [...reports, { ...report({}), unanswered: 1 }];
    expect(recorded(unknown, { decisions: 9, outcomes: 7 }).violations).toEqual([]);
    expect(recorded(unknown, { decisions: 10, outcomes: 7 }).violations).toHaveLength(1);
  });
});

it("is no overload where nothing is shed in some second", () => {
  const [shed, none, silent] = [
    { accepted: 9, refused: 1, p99: 5 },
    { accepted: 9, refused: 0, p99: 5 },
    { accepted: 0, refused: 0, p99: 0 },
  ];
  expect(sheds({ timeline: [shed, silent, shed] })).toMatchObject({ trials: 2, violations: [] });
  expect(sheds({ timeline: [shed, none] }).violations).toEqual(["none was in second 1"]);
});

describe("latencies beside a disk that halts", () => {
  const one = { accepted: 1, refused: 0, p99: 700 };
  const calls = { at: [10, 1_100, 1_200, 1_900], ms: [5, 700, 600, 8] };
  const measured = { ...report({ 200: 4 }), calls, accepted: summaryOf(calls.ms, 2), timeline: [one, one] };
  const halting = (from: number, to: number) => ({
    halts: () => Promise.resolve([{ from, to }]),
    stop: () => Promise.resolve(),
  });
  const limited = async (disk: ReturnType<typeof halting>) =>
    latencies("of calls", measured, await clear(measured, disk)).filter((it) => !withinLimit(it));

  it("are judged by the calls that waited for no halt, which has to be most of them", async () => {
    const disk = halting(1_150, 1_500);
    expect((await clear(measured, disk)).timeline.map(({ p99 }) => p99)).toEqual([5, 8]);
    expect(await limited(disk)).toEqual([]);
    expect((await limited(halting(1, 1_500))).map(({ unit }) => unit)).toEqual(["%"]);
  });

  it("are too long where the disk worked", async () => {
    expect((await limited(halting(5_000, 5_100))).map(({ value }) => value)).toEqual([700]);
  });
});

describe("the end of an overload", () => {
  const well = { accepted: 100, refused: 0, p99: 20 };
  const slow = { ...well, p99: 300 };
  const refusing = { ...well, refused: 1 };

  it("is where all seconds from then on are well", () => {
    expect(recoveredAfter([well, well])).toBe(0);
    expect(recoveredAfter([slow, well, refusing, well])).toBe(3);
    expect(recoveredAfter([slow, well, well, well, well, refusing, well])).toBe(6);
    expect(recoveredAfter([slow, well, well, well, well, well, refusing, well])).toBe(1);
  });

  it("is never where the last second still isn't", () => {
    expect(recoveredAfter([well, slow])).toBeGreaterThan(86_400);
    expect(Number.isFinite(recoveredAfter([well, slow]))).toBe(true);
  });
});

describe("a summary", () => {
  it("has the latency that 99 in 100 stay below", () => {
    const ms = Array.from({ length: 1_000 }, (_, n) => 1_000 - n);
    expect(summaryOf(ms, 10)).toEqual({
      count: 1_000,
      perSecond: 100,
      p50: 501,
      p95: 951,
      p99: 991,
      max: 1_000,
    });
  });

  it("is zero of nothing, not NaN, which no limit would catch", () => {
    expect(nothing).toEqual({ count: 0, perSecond: 0, p50: 0, p95: 0, p99: 0, max: 0 });
  });
});
