import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidatesOf } from "./candidates";
import { daysOf, dwellOf, groupOf, groupsOf, longestStreak, rank, reviewersOf } from "./compute";
import type { CapabilityFact, RequestFact, VoteFact } from "./rows";

const MIDNIGHT = Date.parse("2026-11-21T00:00:00Z");
const MINUTE = 60_000;
const DAY = 86_400_000;

let made = 0;
function request(more: Partial<RequestFact> = {}): RequestFact {
  return {
    id: String(made++),
    at: MIDNIGHT,
    status: "approved",
    decidedAt: MIDNIGHT + MINUTE,
    ruleId: "writes",
    risk: "MEDIUM",
    capability: "io.fs.write_file",
    agent: "files-bot",
    escalated: false,
    ...more,
  };
}

function vote(more: Partial<VoteFact> = {}): VoteFact {
  const who = { userId: "ann", name: "Platform reviewer" };
  return { requestId: "0", ...who, at: MIDNIGHT, reason: null, dwellMs: null, hasty: false, ...more };
}

const many = <T>(n: number, make: (n: number) => T): T[] => Array.from({ length: n }, (_, k) => make(k));

describe("the numbers of a group", () => {
  it("count each request in exactly one ending, and time only what people decided", () => {
    const rows = [
      request({ decidedAt: MIDNIGHT + 10 * MINUTE }),
      request({ status: "denied", decidedAt: MIDNIGHT + 2 * MINUTE }),
      request({ status: "changes_requested", decidedAt: MIDNIGHT + 30 * MINUTE }),
      request({ status: "expired", decidedAt: MIDNIGHT + 15 * MINUTE }),
      request({ status: "cancelled", decidedAt: MIDNIGHT + MINUTE }),
      request({ status: "pending", decidedAt: null }),
    ];
    expect(groupOf("writes", rows)).toEqual({
      ...{ name: "writes", asked: 6, approved: 1, denied: 1, changesRequested: 1 },
      ...{ expired: 1, cancelled: 1, waiting: 1 },
      times: { count: 3, median: 10 * MINUTE, p95: 30 * MINUTE },
    });
  });

  it("say that there is no time where nobody decided", () => {
    expect(groupOf(null, []).times).toEqual({ count: 0, median: null, p95: null });
    expect(groupOf(null, [request({ status: "expired" })]).times.median).toBeNull();
  });

  it("add up, however they are grouped", () => {
    const status = fc.constantFrom(
      ...(["approved", "denied", "changes_requested", "expired", "cancelled", "pending"] as const),
    );
    const rows = fc.array(
      fc
        .record({ status, risk: fc.constantFrom("LOW", "HIGH"), days: fc.integer({ min: 0, max: 6 }) })
        .map(({ days, ...more }) => request({ ...more, at: MIDNIGHT - days * DAY })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(rows, (all) => {
        const total = groupOf(null, all);
        for (const parts of [groupsOf(all, ({ risk }) => risk), daysOf(all, MIDNIGHT - 6 * DAY, MIDNIGHT)])
          for (const ending of [
            "approved",
            "denied",
            "changesRequested",
            "expired",
            "cancelled",
            "waiting",
          ] as const)
            expect(parts.reduce((sum, part) => sum + part[ending], 0)).toBe(total[ending]);
      }),
    );
  });

  it("have a day for every day", () => {
    const days = daysOf([request({ at: MIDNIGHT - DAY + 1 })], MIDNIGHT - 2 * DAY, MIDNIGHT);
    expect(days.map(({ day, approved }) => [day, approved])).toEqual([
      ["2026-11-19", 0],
      ["2026-11-20", 1],
      ["2026-11-21", 0],
    ]);
  });

  it("are percentiles by nearest rank", () => {
    expect(
      rank(
        many(100, (n) => n + 1),
        0.5,
      ),
    ).toBe(50);
    expect(
      rank(
        many(100, (n) => n + 1),
        0.95,
      ),
    ).toBe(95);
    expect(rank([7], 0.95)).toBe(7);
    expect(rank([], 0.5)).toBeNull();
  });
});

describe("the load of reviewers", () => {
  it("is how much each decided, how fast, and the longest streak within 30 minutes", () => {
    const votes = [
      ...many(24, (n) => vote({ at: MIDNIGHT + n * MINUTE, dwellMs: 900, hasty: n < 5 })),
      ...many(3, (n) => vote({ at: MIDNIGHT + DAY + n * 20 * MINUTE })),
      vote({ userId: "bob", name: "Platform admin", dwellMs: 8_000 }),
    ];
    expect(reviewersOf(votes)).toEqual([
      {
        ...{ userId: "ann", name: "Platform reviewer", decisions: 27, measured: 24, hasty: 5 },
        busiestDay: { day: "2026-11-21", decisions: 24 },
        streak: { decisions: 24, from: "2026-11-21T00:00:00.000Z" },
      },
      {
        ...{ userId: "bob", name: "Platform admin", decisions: 1, measured: 1, hasty: 0 },
        busiestDay: { day: "2026-11-21", decisions: 1 },
        streak: { decisions: 1, from: "2026-11-21T00:00:00.000Z" },
      },
    ]);
    expect(dwellOf(votes)).toEqual({ decisions: 28, measured: 25, hasty: 5 });
  });

  it("counts a stretch that begins anywhere, and not one minute more", () => {
    const at = (minutes: number) => MIDNIGHT + minutes * MINUTE;
    expect(longestStreak([0, 29, 31, 32, 58, 61].map(at)).decisions).toBe(4);
    expect(longestStreak([at(0), at(30)]).decisions).toBe(1);
  });
});

describe("a candidate for a rule", () => {
  const registry: CapabilityFact[] = [{ name: "io.fs.write_file", risk: "MEDIUM", requiresApproval: false }];
  const approved = (n: number, more: Partial<RequestFact> = {}) => many(n, () => request(more));

  it("is what was approved 98 of 98 times", () => {
    expect(candidatesOf(approved(98), [], registry)).toEqual([
      {
        ...{ ruleId: "writes", capability: "io.fs.write_file", agent: "files-bot" },
        ...{ riskLevel: "MEDIUM", decided: 98, approved: 98 },
      },
    ]);
  });

  it.each<[string, RequestFact[], CapabilityFact[]]>([
    ["too few decisions", approved(19), registry],
    [
      "too many denials",
      [
        ...approved(38),
        request({ status: "denied" }),
        request({ status: "denied" }),
        request({ status: "denied" }),
      ],
      registry,
    ],
    ["a risk that was HIGH once", [...approved(98), request({ risk: "HIGH" })], registry],
    ["a risk that is HIGH now", approved(98), [{ ...registry[0]!, risk: "HIGH" }]],
    ["a risk nobody rated", approved(98), [{ ...registry[0]!, risk: null }]],
    ["the registry's own wish to ask", approved(98), [{ ...registry[0]!, requiresApproval: true }]],
    ["a tool that is gone", approved(98), []],
    ["several agents with little each", [...approved(10), ...approved(15, { agent: "other-bot" })], registry],
  ])("is not what has %s", (_, requests, capabilities) => {
    expect(candidatesOf(requests, [], capabilities)).toEqual([]);
  });

  it("is not where somebody denied for suspicious input, or one person did and was outvoted", () => {
    const requests = approved(98);
    const suspicion = vote({ requestId: requests[3]!.id, reason: "suspicious_input" });
    expect(candidatesOf(requests, [suspicion], registry)).toEqual([]);
    expect(candidatesOf(requests, [{ ...suspicion, reason: "wrong_time" }], registry)).toHaveLength(1);
  });

  it("may have one denial in twenty, and requests that ran out do not count as decided", () => {
    const some = [...approved(19), request({ status: "denied" }), request({ status: "expired" })];
    expect(candidatesOf(some, [], registry)).toMatchObject([{ decided: 20, approved: 19 }]);
  });
});
