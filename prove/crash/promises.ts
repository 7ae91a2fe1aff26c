import type { Facts } from "./facts";
import {
  acknowledged,
  chainHolds,
  decidedBefore,
  effectOnce,
  grantOnce,
  leavesHold,
  of,
  type Promised,
  type Verdict,
} from "./invariants";
import { riskAddsUp } from "./risk";

/** I6: what was due is settled, and whatever runs has an end. */
export function nothingStuck({ approvals, decisions, outcomes, overdue, readAt }: Facts): Verdict {
  const settled = new Set(outcomes.map(({ decisionId }) => decisionId));
  const violations: string[] = [...overdue];
  for (const { id, status, expiresAt, sessionEndedAt } of approvals) {
    if (status !== "pending") continue;
    if (expiresAt <= readAt)
      violations.push(`request ${id} is ${readAt - expiresAt} ms past its deadline and pending`);
    if (sessionEndedAt !== null) violations.push(`request ${id} is pending in a session that has ended`);
  }
  for (const { id, action, outcomeDueAt } of decisions)
    if (action === "ALLOW" && !settled.has(id) && outcomeDueAt === null)
      violations.push(`decision ${id} runs for ever: it has no outcome and no time when it must have one`);
  return { trials: approvals.length + decisions.length, violations };
}

/** I7: what is one tenant's, no other sees. */
export function keptApart({ looks }: Facts): Verdict {
  const seen = looks.filter((look) => look.seen);
  return {
    trials: looks.length,
    violations: seen.map(
      ({ what, id, ownerId, viewerId }) => `${what} ${id} of tenant ${ownerId} is seen by ${viewerId}`,
    ),
  };
}

/** I8: each call that an agent knows of is in the inspector. */
export function inspectable({ answers, inspected }: Facts): Verdict {
  // A refusal may be of a session that is not the caller's; one by policy is in the session it was asked in.
  const known = answers.filter(
    ({ callId, decisionId, code }) => callId !== null && (decisionId !== null || code === "POLICY_DENIED"),
  );
  const missing = known.filter(({ sessionId, callId }) => !inspected.get(sessionId)?.has(callId!));
  return {
    trials: known.length,
    violations: missing.map((answer) => `${of(answer)}: call ${answer.callId} is not among its session's`),
  };
}

/** I9: while the database is down nothing is decided, and a process that is down says nothing. */
export function failsClosed({ answers, downs }: Facts): Verdict {
  const during = downs.flatMap(({ what, from, to }) =>
    answers
      .filter((it) => it.askedAt >= from && it.answeredAt <= to && (what === "postgres" || what === it.via))
      .map((answer) => ({ what, answer })),
  );
  const wrong = during.filter(({ what, answer: { kind, callId } }) =>
    what === "postgres" ? kind === "executed" || kind === "held" || callId !== null : kind !== "silence",
  );
  return {
    trials: during.length,
    violations: wrong.map(
      ({ what, answer }) => `${of(answer)}: answered "${answer.kind}" while ${what} was down`,
    ),
  };
}

/** I9: whatever happens, an answer is one that the API has. */
export function documented({ answers }: Facts): Verdict {
  const odd = answers.filter(({ kind }) => kind === "odd");
  return {
    trials: answers.length,
    violations: odd.map((answer) => `${of(answer)}: no such answer is documented`),
  };
}

/** What every cycle is held against, in the order of the specification (I1 to I9); I10 is ours. */
export const PROMISES: readonly Promised[] = [
  {
    promise: "Every acknowledged decision has exactly one row and one audit leaf (I1)",
    test: "T24",
    check: acknowledged,
  },
  { promise: "No effect without an earlier committed decision (I2)", test: "T15", check: decidedBefore },
  {
    promise:
      "A call has at most one effect, exactly one if its outcome was acknowledged, none if that was said (I3)",
    test: "T13, T16 in part",
    check: effectOnce,
  },
  {
    promise: "No grant is redeemed twice, and nothing denied, expired or abandoned is executed (I4)",
    test: "T15",
    check: grantOnce,
  },
  {
    promise: "Every audit leaf verifies, each row has its one leaf and each leaf its row (I5)",
    check: leavesHold,
  },
  {
    promise:
      "Every leaf is sealed, in one chain without gap or fork that verifies and only grows, or waits its turn (I5)",
    test: "T37",
    check: chainHolds,
  },
  { promise: "After recovery nothing is stuck (I6)", check: nothingStuck },
  { promise: "Nothing of one tenant is visible to the other (I7)", check: keptApart },
  { promise: "Every acknowledged call is in the inspector's read (I8)", check: inspectable },
  {
    promise: "While the database or a process is down, callers get errors and never an allow (I9)",
    test: "T23",
    check: failsClosed,
  },
  { promise: "Every answer, also during a crash, is one the API documents (I9)", check: documented },
  {
    promise:
      "A session's risk is what its recorded refusals add up to, and it is quarantined once where that is due (I10)",
    check: riskAddsUp,
  },
];
