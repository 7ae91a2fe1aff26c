import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFailure, merge, totalsOf, type Bar, type Session } from "./model";
import { layRows, nextFailure, turnKey } from "./rows";

const STATES = ["denied", "held", "running", "succeeded", "tool_error", "failed", "in_doubt"];
const idOf = (n: number) => `id-${String(n).padStart(4, "0")}`;

function bar(n: number, change: Partial<Bar> = {}): Bar {
  return {
    id: idOf(n),
    capability: "io.fs.read_file",
    action: "ALLOW",
    step: "policy",
    code: "POLICY_ALLOWED",
    rule: "reads",
    state: "succeeded",
    at: n * 10,
    turn: null,
    run: { from: n * 10, ms: 5 },
    attempts: 1,
    asked: null,
    ...change,
  };
}

function session(calls: readonly Bar[], change: Partial<Session> = {}): Session {
  const keys = [...new Set(calls.flatMap(({ turn }) => turn ?? []))];
  const turns = new Map(keys.map((key) => [key, { key, label: "", modelMs: 100 }]));
  return { calls, turns, compensations: [], now: 100_000, readAt: 0, ...change };
}

const open = { order: "time", closed: new Set<string>() } as const;
const asked = { id: "a", from: 5, until: 50, status: "approved" };

const anyCalls = fc
  .array(
    fc.record({
      state: fc.constantFrom(...STATES),
      turn: fc.option(fc.constantFrom("1", "2", "3"), { nil: null }),
      asked: fc.option(fc.constant(asked), { nil: null }),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map((change, n) => bar(n, change)));

describe("the rows of a waterfall", () => {
  it("nest requests and compensations under calls, and calls under turns", () => {
    const calls = [bar(1, { turn: "1" }), bar(2, { turn: "1", asked }), bar(3)];
    const compensation = {
      id: "c",
      callId: idOf(1),
      state: "done",
      capability: null,
      runCallId: idOf(3),
      runSessionId: "here",
      incidentId: "i",
      incidentNumber: 4,
      from: 1,
      until: 2,
    };
    const given = session(calls, { compensations: [compensation] });
    const seen = layRows(given, calls, open).map(({ kind, level }) => `${level} ${kind}`);
    expect(seen).toEqual([
      "1 turn",
      "2 call",
      "3 compensation",
      "2 call",
      "3 approval",
      "1 call",
      "2 compensation",
    ]);
    const closed = new Set([turnKey("1")]);
    expect(layRows(given, calls, { order: "time", closed }).map(({ kind }) => kind)).toEqual([
      "turn",
      "call",
      "compensation",
    ]);
  });

  it("have every call exactly once, whatever the order, and folding hides only what is inside", () => {
    fc.assert(
      fc.property(anyCalls, fc.constantFrom("time" as const, "failures" as const), (calls, order) => {
        const rows = layRows(session(calls), calls, { order, closed: new Set() });
        const ids = rows.flatMap((row) => (row.kind === "call" ? row.call.id : []));
        expect(ids.toSorted()).toEqual(calls.map(({ id }) => id));
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
        const folded = new Set(rows.filter((_, n) => n % 3 === 0).map(({ key }) => key));
        const left = layRows(session(calls), calls, { order, closed: folded }).map(({ key }) => key);
        const inside = (parent: string | null): boolean =>
          parent !== null &&
          (folded.has(parent) || inside(rows.find(({ key }) => key === parent)?.parent ?? null));
        expect(left).toEqual(rows.filter((row) => !inside(row.parent)).map(({ key }) => key));
      }),
    );
  });

  it("come failed first by failures, each kind in the order of time", () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const rows = layRows(session(calls), calls, { order: "failures", closed: new Set() });
        const seen = rows.flatMap((row) => (row.kind === "call" ? [row.call] : []));
        expect(seen).toEqual([...calls.filter(isFailure), ...calls.filter((call) => !isFailure(call))]);
      }),
    );
  });

  it("lead from failure to failure and round again", () => {
    const calls = [bar(0), bar(1, { state: "denied" }), bar(2), bar(3, { state: "in_doubt" })];
    const rows = layRows(session(calls), calls, open);
    expect([-1, 1, 3].map((from) => nextFailure(rows, from))).toEqual([1, 3, 1]);
    expect(nextFailure(layRows(session([bar(0)]), [bar(0)], open), 0)).toBe(-1);
    expect(nextFailure([], -1)).toBe(-1);
  });
});

describe("reading on", () => {
  it("has each call once, in the order of ids, as it was read last", () => {
    const before = session([bar(1, { state: "held" }), bar(4)]);
    const later = session([bar(2), bar(1, { state: "succeeded" }), bar(5)], { now: 200_000 });
    const { calls, now } = merge(before, later);
    expect(calls.map(({ id, state }) => [id, state])).toEqual([
      [idOf(1), "succeeded"],
      [idOf(2), "succeeded"],
      [idOf(4), "succeeded"],
      [idOf(5), "succeeded"],
    ]);
    expect(now).toBe(200_000);
  });

  it("sums what the time went into", () => {
    const calls = [bar(1, { turn: "1", asked }), bar(2, { state: "denied", run: null })];
    expect(totalsOf(session(calls))).toMatchObject({ failures: 1, model: 100, people: 45, upstream: 5 });
  });
});
