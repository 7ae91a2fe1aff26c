import { endOf, type Bar, type Session } from "./model";
import { toX, type Interval, type Sight, type TimeScale } from "./time-scale";
import type { Row } from "./rows";

export type SpanKind = "model" | "decision" | "wait" | "run" | "compensation";
/** One mark on a row. `x1` is at least `x0`; both may lie out of sight. */
export type Span = { kind: SpanKind; state: string; from: number; to: number };

/**
 * When something happened, for the scale: deciding, running, the model's thinking, and both ends of a wait. That people
 * are waited for is not itself busy: nights between a question and its answer fold like any other quiet time.
 */
export function busyOf({ calls, turns, now }: Session): Interval[] {
  const busy: Interval[] = [];
  const seen = new Set<string>();
  for (const call of calls) {
    busy.push({ from: call.at, to: call.at });
    if (call.run) busy.push({ from: call.run.from, to: Math.max(call.run.from, endOf(call, now)) });
    if (call.asked) {
      const until = call.asked.until ?? now;
      busy.push({ from: until, to: until });
    }
    if (call.turn === null || seen.has(call.turn)) continue;
    seen.add(call.turn);
    const ms = turns.get(call.turn)?.modelMs;
    if (ms) busy.push({ from: call.at - ms, to: call.at });
  }
  return busy;
}

/** The marks of one row. */
export function spansOf(row: Row, now: number): Span[] {
  switch (row.kind) {
    case "turn": {
      const from = row.calls[0]?.at ?? now;
      const model = row.turn.modelMs;
      return model === null ? [] : [{ kind: "model", state: "", from: from - model, to: from }];
    }
    case "call":
      return callSpans(row.call, now);
    case "approval":
      return [{ kind: "wait", state: row.asked.status, from: row.asked.from, to: row.asked.until ?? now }];
    case "compensation":
      return [
        {
          kind: "compensation",
          state: row.compensation.state,
          from: row.compensation.from,
          to: row.compensation.until,
        },
      ];
  }
}

function callSpans(call: Bar, now: number): Span[] {
  const spans: Span[] = [];
  if (call.asked)
    spans.push({
      kind: "wait",
      state: call.asked.status,
      from: call.asked.from,
      to: call.asked.until ?? Math.max(now, call.asked.from),
    });
  if (call.run) spans.push({ kind: "run", state: call.state, from: call.run.from, to: endOf(call, now) });
  spans.push({ kind: "decision", state: call.state, from: call.at, to: call.at });
  return spans;
}

/** Where a span lies in what is in sight, in percent; null where it is out of sight. */
export function placeOf(
  scale: TimeScale,
  { x0, x1 }: Sight,
  span: Pick<Span, "from" | "to">,
): { left: number; width: number } | null {
  const width = x1 - x0;
  const from = (toX(scale, span.from) - x0) / width;
  const to = (toX(scale, span.to) - x0) / width;
  if (to < 0 || from > 1) return null;
  const left = Math.max(0, from);
  return { left: left * 100, width: (Math.min(1, to) - left) * 100 };
}

/** How many calls begin in each part of the width, and how many of them failed: for the minimap. */
export function density(
  calls: readonly Bar[],
  scale: TimeScale,
  parts: number,
  failed: (call: Bar) => boolean,
): { all: number; failed: number }[] {
  const counts = Array.from({ length: parts }, () => ({ all: 0, failed: 0 }));
  for (const call of calls) {
    const count = counts[Math.min(parts - 1, Math.floor(toX(scale, call.at) * parts))];
    if (!count) continue;
    count.all++;
    if (failed(call)) count.failed++;
  }
  return counts;
}
