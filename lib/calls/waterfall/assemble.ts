import { callState, effectiveStatus } from "../state";
import { mergeTurn, turnOf } from "./turns";
import type { Compensation, Turn, Waterfall } from "./types";

/** Times are Unix milliseconds. */
export type DecisionPart = {
  id: string;
  call_id: string;
  capability: string;
  action: string;
  step: string;
  code: string;
  rule_id: string | null;
  decided_at: number;
  outcome_due_at: number | null;
  turn: unknown;
};
export type OutcomePart = {
  decision_id: string;
  status: string;
  duration_ms: number;
  attempts: number;
  started_at: number | null;
  recorded_at: number;
};
export type ApprovalPart = {
  id: string;
  call_id: string;
  status: string;
  created_at: Date;
  expires_at: Date;
  frozen_at: Date | null;
  decided_at: Date | null;
  grant_expires_at: Date | null;
  /** The decision that spent the grant. */
  spent_by: string | null;
};
export type Parts = {
  sessionId: string;
  now: Date;
  decisions: readonly DecisionPart[];
  outcomes: readonly OutcomePart[];
  approvals: readonly ApprovalPart[];
  compensations: Compensation[];
};

const NOTHING = -1;

/** Puts decisions, outcomes and requests together to calls, in columns. Pure; linear in what it is given. */
export function assemble(parts: Parts): Waterfall {
  const { sessionId, now, compensations } = parts;
  const outcomes = new Map<string, OutcomePart>();
  for (const outcome of parts.outcomes) outcomes.set(outcome.decision_id, outcome);
  const approvals = new Map(parts.approvals.map((approval) => [approval.call_id, approval]));
  const [first, seconds] = [[] as DecisionPart[], new Map<string, DecisionPart>()];
  for (const decision of parts.decisions)
    if (decision.id === decision.call_id) first.push(decision);
    else seconds.set(decision.id, decision);
  const base = first[0]?.decided_at ?? now.getTime();
  const words = dictionary();
  const turns = new Turns();
  const { calls, asked } = empty();
  for (const decision of first) {
    const approval = approvals.get(decision.id);
    const second = approval?.spent_by ? seconds.get(approval.spent_by) : undefined;
    const outcome = outcomes.get(second?.id ?? decision.id);
    const state = callState(
      {
        action: decision.action,
        outcomeDueAt: outcome ? null : timeOf((second ?? decision).outcome_due_at),
        outcome: outcome ?? null,
        approval: approval ? timed(approval) : null,
        grant: approval?.grant_expires_at
          ? { expiresAt: approval.grant_expires_at, consumed: approval.spent_by !== null }
          : null,
      },
      now,
    );
    if (approval) ask(asked, approval, { call: calls.id.length, base, now, words });
    calls.id.push(decision.id);
    calls.at.push(decision.decided_at - base);
    calls.capability.push(words.of(decision.capability));
    calls.action.push(words.of(decision.action));
    calls.step.push(words.of(decision.step));
    calls.code.push(words.of(decision.code));
    calls.rule.push(decision.rule_id === null ? NOTHING : words.of(decision.rule_id));
    calls.state.push(words.of(state));
    calls.turn.push(turns.of(decision.turn));
    const run = ran(second ?? decision, state, outcome);
    calls.begun.push(run ? run.begun - base : NOTHING);
    calls.took.push(run?.took ?? NOTHING);
    calls.attempts.push(outcome?.attempts ?? 0);
  }
  const times = { base, now: now.getTime() - base };
  return { sessionId, ...times, words: words.all, calls, asked, turns: turns.all, compensations };
}

/** When it ran: nothing where nothing was sent. Older outcomes say only how long it took. */
function ran(
  decision: DecisionPart,
  state: string,
  outcome: OutcomePart | undefined,
): { begun: number; took: number } | null {
  if (!outcome)
    return state === "running" || state === "in_doubt" ? { begun: decision.decided_at, took: NOTHING } : null;
  if (outcome.attempts === 0 && outcome.status !== "in_doubt") return null;
  const begun = outcome.started_at ?? outcome.recorded_at - outcome.duration_ms;
  return { begun: Math.max(begun, decision.decided_at), took: outcome.duration_ms };
}

function timeOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

function timed(approval: ApprovalPart): { status: string; expiresAt: Date; frozenAt: Date | null } {
  return { status: approval.status, expiresAt: approval.expires_at, frozenAt: approval.frozen_at };
}

type Asking = { call: number; base: number; now: Date; words: ReturnType<typeof dictionary> };

function ask(asked: Waterfall["asked"], approval: ApprovalPart, { call, base, now, words }: Asking): void {
  const status = effectiveStatus(timed(approval), now);
  const ended = approval.decided_at ?? (status === "expired" ? approval.expires_at : null);
  asked.call.push(call);
  asked.id.push(approval.id);
  asked.from.push(approval.created_at.getTime() - base);
  asked.until.push(ended && status !== "pending" ? ended.getTime() - base : NOTHING);
  asked.status.push(words.of(status));
}

function empty(): Pick<Waterfall, "calls" | "asked"> {
  return {
    calls: {
      id: [],
      at: [],
      capability: [],
      action: [],
      step: [],
      code: [],
      rule: [],
      state: [],
      turn: [],
      begun: [],
      took: [],
      attempts: [],
    },
    asked: { call: [], id: [], from: [], until: [], status: [] },
  };
}

function dictionary(): { all: string[]; of: (word: string) => number } {
  const all: string[] = [];
  const numbers = new Map<string, number>();
  const of = (word: string) => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, all.length);
    return all.push(word) - 1;
  };
  return { all, of };
}

class Turns {
  readonly all: Turn[] = [];
  private readonly numbers = new Map<string, number>();

  of(reported: unknown): number {
    const turn = turnOf(reported);
    if (!turn) return NOTHING;
    const number = this.numbers.get(turn.key);
    const known = number === undefined ? undefined : this.all[number];
    if (number !== undefined && known) {
      this.all[number] = mergeTurn(known, turn);
      return number;
    }
    this.numbers.set(turn.key, this.all.length);
    return this.all.push(turn) - 1;
  }
}
