import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonical } from "../../lib/platform/json";
import type { Answer, ApprovalRow, DecisionRow, Effect, Facts, LeafRow } from "./facts";
import { acknowledged, decidedBefore, effectOnce, grantOnce, leavesHold } from "./invariants";
import { riskAddsUp } from "./risk";
import { documented, failsClosed, inspectable, keptApart, nothingStuck, PROMISES } from "./promises";
import type { Kind } from "./schedule";

const ANSWER: Answer = {
  ...{ name: "c0-0", tenantId: "t1", sessionId: "s1", via: "gateway 1", door: "rest", status: 200, code: "" },
  ...{ askedAt: 1_000, answeredAt: 1_100, kind: "executed", effect: "done" },
  ...{ callId: "d1", decisionId: "d1", approvalId: null },
};
const DECISION: DecisionRow = {
  ...{ id: "d1", tenantId: "t1", callId: "d1", sessionId: "s1", action: "ALLOW", code: "POLICY_ALLOWED" },
  capability: "crash.apply",
  ...{ grantId: null, approvalId: null, committedAt: 1_020.9, outcomeDueAt: 12_000 },
};
const EFFECT: Effect = { at: 1_020, key: "d1", name: "c0-0", repeat: false };
const APPROVAL: ApprovalRow = {
  ...{ id: "a1", tenantId: "t1", callId: "d1", sessionId: "s1", status: "approved" },
  ...{ expiresAt: 9_000, sessionEndedAt: null },
};
const GRANT = { id: "g1", approvalId: "a1", expiresAt: 9_000, consumedAt: 1_020, consumedBy: "d2" };
/** The decision that spent the grant. */
const SECOND: DecisionRow = { ...DECISION, id: "d2", grantId: "g1", approvalId: "a1" };

function leaf(id: string, action: string, subjectId: string): LeafRow {
  const bytes = canonical({ id, action, tenantId: "t1", subject: { id: subjectId, kind: "decision" } });
  return {
    id,
    tenantId: "t1",
    action,
    subjectId,
    bytes,
    hash: createHash("sha256").update(bytes).digest("hex"),
  };
}

/** One call that went as it should, and what a test changes of it. */
function facts(change: Partial<Facts> = {}): Facts {
  return {
    plans: new Map([["c0-0", "allow"]]),
    answers: [ANSWER],
    votes: [],
    effects: [EFFECT],
    decisions: [DECISION],
    outcomes: [{ decisionId: "d1", tenantId: "t1", status: "succeeded" }],
    approvals: [],
    grants: [],
    refused: [],
    signals: [],
    quarantines: [],
    leaves: [leaf("l1", "decision.recorded", "d1"), leaf("l2", "outcome.recorded", "d1")],
    chains: [],
    inspected: new Map([["s1", new Set(["d1"])]]),
    looks: [],
    overdue: [],
    downs: [],
    readAt: 5_000,
    ...change,
  };
}
const broken = (check: (it: Facts) => { violations: string[] }, change: Partial<Facts>) =>
  check(facts(change)).violations.join("\n");

it("finds nothing wrong with a call that went as it should", () => {
  for (const { promise, check } of PROMISES) expect(check(facts()).violations, promise).toEqual([]);
});

describe("I1, what was acknowledged", () => {
  it.each<[string, Partial<Facts>, RegExp]>([
    ["a decision that is gone", { decisions: [] }, /decision d1 is not there/],
    ["a decision that is there twice", { decisions: [DECISION, DECISION] }, /2 times/],
    ["another tenant's", { decisions: [{ ...DECISION, tenantId: "t2" }] }, /another tenant's/],
    ["no leaf", { leaves: [leaf("l2", "outcome.recorded", "d1")] }, /has 0 leaves/],
    [
      "two leaves",
      { leaves: [leaf("l1", "decision.recorded", "d1"), leaf("l3", "decision.recorded", "d1")] },
      /has 2 leaves/,
    ],
    ["an allow that was none", { decisions: [{ ...DECISION, action: "DENY" }] }, /is DENY/],
    ["an outcome that is not recorded", { outcomes: [] }, /its outcome is not there/],
    [
      "a no that was a yes",
      { answers: [{ ...ANSWER, kind: "refused", code: "POLICY_DENIED", decisionId: null }] },
      /told as denied/,
    ],
    ["a hold that was none", { answers: [{ ...ANSWER, kind: "held" }] }, /told as held/],
    [
      "a vote without a leaf",
      { votes: [{ approvalId: "a1", tenantId: "t1", verdict: "deny", auditId: "l9" }] },
      /no leaf l9/,
    ],
  ])("sees %s", (_, change, says) => expect(broken(acknowledged, change)).toMatch(says));

  it("does not ask for what nobody was told", () => {
    const silence: Answer = { ...ANSWER, kind: "silence", callId: null, decisionId: null };
    expect(acknowledged(facts({ answers: [silence], decisions: [] }))).toEqual({ trials: 0, violations: [] });
  });
});

describe("I2, effects and their decisions", () => {
  it.each<[string, Partial<Facts>, RegExp]>([
    ["an effect without a decision", { decisions: [] }, /no decision of that id/],
    ["an effect without a key", { effects: [{ ...EFFECT, key: "" }] }, /no decision of that id/],
    ["an effect of a refusal", { decisions: [{ ...DECISION, action: "DENY" }] }, /is DENY/],
    [
      "an effect before the commit",
      { decisions: [{ ...DECISION, committedAt: 1_021.1 }] },
      /committed 1 ms later/,
    ],
    [
      "a commit of which nobody knows when",
      { decisions: [{ ...DECISION, committedAt: null }] },
      /nobody knows when/,
    ],
  ])("sees %s", (_, change, says) => expect(broken(decidedBefore, change)).toMatch(says));
});

describe("I3, one effect", () => {
  const again = { ...EFFECT, key: "d9" };
  const refused: Answer = { ...ANSWER, kind: "refused", effect: "none", status: 403, decisionId: null };

  it.each<[string, Partial<Facts>, RegExp]>([
    ["a second effect with another key", { effects: [EFFECT, again] }, /2 effects, with the keys d1, d9/],
    ["a second effect with the same key", { effects: [EFFECT, EFFECT] }, /2 effects/],
    ["an acknowledged one that is missing", { effects: [] }, /has 0 effects/],
    ["an acknowledged one with another's key", { effects: [again] }, /none with that key/],
    ["an effect of what was not executed", { answers: [refused] }, /told that nothing was executed/],
  ])("sees %s", (_, change, says) => expect(broken(effectOnce, change)).toMatch(says));

  it("lets the upstream hear of one call twice with one key", () =>
    expect(broken(effectOnce, { effects: [EFFECT, { ...EFFECT, repeat: true }] })).toBe(""));
});

describe("I4, grants", () => {
  const plan = (as: Kind): Partial<Facts> => ({ plans: new Map([["c0-0", as]]) });
  const spent: Partial<Facts> = { decisions: [DECISION, SECOND], approvals: [APPROVAL], grants: [GRANT] };

  it("finds nothing wrong with a grant that was spent", () => expect(broken(grantOnce, spent)).toBe(""));

  it.each<[string, Partial<Facts>, RegExp]>([
    [
      "a grant spent twice",
      { ...spent, decisions: [SECOND, { ...SECOND, id: "d3" }] },
      /spent by 2 decisions: d2, d3/,
    ],
    ["a grant that says another", { ...spent, grants: [{ ...GRANT, consumedBy: "d7" }] }, /its row says d7/],
    [
      "a grant spent too late",
      { ...spent, grants: [{ ...GRANT, consumedAt: 9_001 }] },
      /spent 1 ms after its end/,
    ],
    ["a yes that was a no", { ...spent, approvals: [{ ...APPROVAL, status: "denied" }] }, /which is denied/],
    ["a yes to what is not there", { ...spent, approvals: [] }, /not there/],
    ["an effect without approval", plan("approve and race"), /without the approval it needs/],
    ["an effect after a no", plan("person denies"), /it ran, though person denies/],
    ["an effect nobody agreed to", plan("nobody decides"), /nobody decides/],
  ])("sees %s", (_, change, says) => expect(broken(grantOnce, change)).toMatch(says));
});

describe("I5, leaves", () => {
  const [first, second] = facts().leaves as [LeafRow, LeafRow];
  const spaced = first.bytes.replace(":", ": ");
  const rehashed = { ...first, bytes: spaced, hash: createHash("sha256").update(spaced).digest("hex") };

  it.each<[string, Partial<Facts>, RegExp]>([
    [
      "changed bytes",
      { leaves: [{ ...first, bytes: first.bytes.replace("d1", "d2") }, second] },
      /its hash is another/,
    ],
    ["bytes that are not canonical", { leaves: [rehashed, second] }, /not canonical/],
    [
      "changed columns",
      { leaves: [{ ...first, tenantId: "t2" }, second] },
      /columns are not what was hashed/,
    ],
    ["a decision without one", { leaves: [second] }, /decision d1 has 0 leaves/],
    ["an outcome without one", { leaves: [first] }, /the outcome of d1 has 0 leaves/],
    [
      "a leaf of nothing",
      { leaves: [first, second, leaf("l3", "decision.recorded", "d5")] },
      /d5, which is not there/,
    ],
  ])("sees %s", (_, change, says) => expect(broken(leavesHold, change)).toMatch(says));
});

describe("I6 to I9", () => {
  const down = { what: "postgres", from: 900, to: 1_200 };
  const look = { what: "decision", id: "d1", ownerId: "t1", viewerId: "t2" };
  const pending = { ...APPROVAL, status: "pending" };

  it.each<[string, (it: Facts) => { violations: string[] }, Partial<Facts>, RegExp]>([
    [
      "a request past its deadline",
      nothingStuck,
      { approvals: [{ ...pending, expiresAt: 4_000 }] },
      /1000 ms past its deadline/,
    ],
    [
      "a request in an ended session",
      nothingStuck,
      { approvals: [{ ...pending, sessionEndedAt: 1 }] },
      /session that has ended/,
    ],
    [
      "a call without an end",
      nothingStuck,
      { outcomes: [], decisions: [{ ...DECISION, outcomeDueAt: null }] },
      /runs for ever/,
    ],
    ["what is overdue", nothingStuck, { overdue: ["delivery x"] }, /delivery x/],
    [
      "another tenant's row",
      keptApart,
      { looks: [{ ...look, seen: true }] },
      /decision d1 of tenant t1 is seen by t2/,
    ],
    [
      "a call the inspector lacks",
      inspectable,
      { inspected: new Map([["s1", new Set<string>()]]) },
      /not among its session's/,
    ],
    ["a session the inspector lacks", inspectable, { inspected: new Map() }, /not among its session's/],
    ["an allow without a database", failsClosed, { downs: [down] }, /"executed" while postgres was down/],
    [
      "an answer of a dead process",
      failsClosed,
      { downs: [{ ...down, what: "gateway 1" }] },
      /while gateway 1 was down/,
    ],
    ["an answer nobody documented", documented, { answers: [{ ...ANSWER, kind: "odd" }] }, /no such answer/],
  ])("see %s", (_, check, change, says) => expect(broken(check, change)).toMatch(says));

  it("say nothing of answers from before or after a fall, or of other processes", () => {
    const downs = [
      { ...down, from: 1_001 },
      { ...down, to: 1_099 },
      { ...down, what: "gateway 2" },
    ];
    expect(failsClosed(facts({ downs }))).toEqual({ trials: 0, violations: [] });
  });
});

describe("I10, the risk of a session", () => {
  const ids = [1, 2, 3, 4, 5, 6].map((n) => `d${n}`);
  const decisions = ids.map((id) => ({ ...DECISION, id, action: "DENY", code: "POLICY_DENIED" }));
  const signals = ids.map((decisionId, n) => ({
    ...{ decisionId, sessionId: "s1", points: 4, score: 4 * (n + 1) },
  }));
  const held: Partial<Facts> = { refused: ["s1"], decisions, signals, quarantines: [{ sessionId: "s1" }] };

  it("may be as it should, on either side of the threshold", () => {
    expect(riskAddsUp(facts(held))).toEqual({ trials: 6, violations: [] });
    const fewer = { decisions: decisions.slice(0, 5), signals: signals.slice(0, 5), quarantines: [] };
    expect(broken(riskAddsUp, { ...held, ...fewer })).toBe("");
  });

  it.each<[string, Partial<Facts>, RegExp]>([
    [
      "a refusal that raised nothing",
      { signals: signals.slice(1) },
      /d1 raised its session's risk by nothing/,
    ],
    ["a refusal that raised it twice", { signals: [...signals, signals[0]!] }, /d1 .* by 4 and by 4/],
    [
      "a sum that starts again",
      { signals: signals.map((it) => ({ ...it, score: 4 })) },
      /24, and its risk is 4/,
    ],
    ["nobody quarantined", { quarantines: [] }, /quarantined 0 times/],
    ["somebody quarantined twice", { quarantines: [...held.quarantines!, ...held.quarantines!] }, /2 times/],
    [
      "somebody quarantined too early",
      { decisions: decisions.slice(0, 5) },
      /to 20, and it was quarantined 1/,
    ],
  ])("sees %s", (_, change, says) => expect(broken(riskAddsUp, { ...held, ...change })).toMatch(says));
});
