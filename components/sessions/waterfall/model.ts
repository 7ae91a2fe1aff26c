import type { Compensation, Turn, Waterfall } from "@/lib/calls/waterfall/types";

/** One call on the waterfall. Times are Unix milliseconds. */
export type Bar = {
  id: string;
  capability: string;
  action: string;
  step: string;
  code: string;
  rule: string | null;
  state: string;
  at: number;
  /** Key of its turn. */
  turn: string | null;
  /** `ms` is null while it runs. */
  run: { from: number; ms: number | null } | null;
  attempts: number;
  asked: { id: string; from: number; until: number | null; status: string } | null;
};

export type Session = {
  calls: readonly Bar[];
  turns: ReadonlyMap<string, Turn>;
  compensations: readonly Compensation[];
  /** The database's clock when it was read, and the reader's. */
  now: number;
  readAt: number;
};

/** The calls out of their columns. @param readAt the reader's clock */
export function decode(wire: Waterfall, readAt: number): Session {
  const { calls, asked, words, base } = wire;
  const word = (index: number | undefined) => words[index ?? -1] ?? "";
  const when = (index: number | undefined) => base + (index ?? 0);
  const requests = new Map(
    asked.call.map((call, n) => {
      const until = asked.until[n] ?? -1;
      const request = {
        id: asked.id[n] ?? "",
        from: when(asked.from[n]),
        until: until < 0 ? null : base + until,
        status: word(asked.status[n]),
      };
      return [call, request] as const;
    }),
  );
  const bars = calls.id.map((id, n): Bar => {
    const [begun, took, rule] = [calls.begun[n] ?? -1, calls.took[n] ?? -1, calls.rule[n] ?? -1];
    return {
      id,
      capability: word(calls.capability[n]),
      action: word(calls.action[n]),
      step: word(calls.step[n]),
      code: word(calls.code[n]),
      rule: rule < 0 ? null : word(rule),
      state: word(calls.state[n]),
      at: when(calls.at[n]),
      turn: wire.turns[calls.turn[n] ?? -1]?.key ?? null,
      run: begun === -1 ? null : { from: base + begun, ms: took < 0 ? null : took },
      attempts: calls.attempts[n] ?? 0,
      asked: requests.get(n) ?? null,
    };
  });
  return {
    calls: bars,
    turns: new Map(wire.turns.map((turn) => [turn.key, turn])),
    compensations: wire.compensations,
    now: base + wire.now,
    readAt,
  };
}

/** What was read later over what was read before: in the order of ids, each call once. */
export function merge(before: Session, later: Session): Session {
  const calls = new Map(before.calls.map((call) => [call.id, call]));
  const last = before.calls.at(-1)?.id ?? "";
  let inOrder = true;
  for (const call of later.calls) {
    if (!calls.has(call.id) && call.id < last) inOrder = false;
    calls.set(call.id, call);
  }
  const all = [...calls.values()];
  if (!inOrder || !sorted(all)) all.sort((a, b) => (a.id < b.id ? -1 : 1));
  const turns = new Map(before.turns);
  for (const [key, turn] of later.turns) {
    const known = turns.get(key);
    turns.set(
      key,
      known ? { ...turn, label: known.label || turn.label, modelMs: known.modelMs ?? turn.modelMs } : turn,
    );
  }
  const { compensations, now, readAt } = later;
  return { calls: all, turns, compensations, now, readAt };
}

function sorted(calls: readonly Bar[]): boolean {
  return calls.every((call, n) => n === 0 || (calls[n - 1]?.id ?? "") < call.id);
}

const SETTLED = new Set([
  "denied",
  "succeeded",
  "tool_error",
  "failed",
  "expired",
  "cancelled",
  "changes_requested",
]);

/** Calls whose state may still change, newest first, at most so many. */
export function openCalls(calls: readonly Bar[], most: number): string[] {
  const open: string[] = [];
  for (let n = calls.length - 1; n >= 0 && open.length < most; n--) {
    const call = calls[n];
    if (call && !SETTLED.has(call.state)) open.push(call.id);
  }
  return open;
}

const FAILURES = new Set(["denied", "tool_error", "failed", "in_doubt"]);

/** What a responder looks for: refused, or let through and not well ended. */
export function isFailure({ state }: Pick<Bar, "state">): boolean {
  return FAILURES.has(state);
}

/** When a call was over; while it isn't, now. */
export function endOf(call: Bar, now: number): number {
  if (call.run) return call.run.ms === null ? Math.max(now, call.run.from) : call.run.from + call.run.ms;
  if (call.asked) return call.asked.until ?? Math.max(now, call.asked.from);
  return call.at;
}

/** How long a call took in all, from its decision on. */
export function lengthOf(call: Bar, now: number): number {
  return Math.max(0, endOf(call, now) - call.at);
}

export type Totals = {
  from: number;
  to: number;
  failures: number;
  model: number;
  people: number;
  upstream: number;
};

/** What the time went into. Waits of several calls at once count each. */
export function totalsOf({ calls, turns, now }: Session): Totals {
  const totals: Totals = {
    from: calls[0]?.at ?? now,
    to: calls[0]?.at ?? now,
    failures: 0,
    model: 0,
    people: 0,
    upstream: 0,
  };
  for (const turn of turns.values()) totals.model += turn.modelMs ?? 0;
  for (const call of calls) {
    totals.to = Math.max(totals.to, endOf(call, now));
    if (isFailure(call)) totals.failures++;
    if (call.asked) totals.people += Math.max(0, (call.asked.until ?? now) - call.asked.from);
    if (call.run) totals.upstream += call.run.ms ?? Math.max(0, now - call.run.from);
  }
  return totals;
}
