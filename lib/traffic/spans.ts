import type { TrafficRange } from "./schemas";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** What is rolled up, the largest first. */
export const SPANS = [DAY, HOUR, MINUTE] as const;

/** Stretches of one size without a gap. Times are Unix milliseconds; `to` is not in it. */
export type Segment = { span: number; from: number; to: number };

const SHAPES = {
  "1h": { step: MINUTE, steps: 60 },
  "24h": { step: HOUR, steps: 24 },
  "7d": { step: 6 * HOUR, steps: 28 },
  "30d": { step: DAY, steps: 30 },
} as const satisfies Record<TrafficRange, { step: number; steps: number }>;

export type Window = {
  step: number;
  steps: number;
  from: number;
  to: number;
  /** As long as this one has lasted so far, so that the two may be compared. */
  previous: { from: number; to: number };
};

export const floorTo = (at: number, span: number) => Math.floor(at / span) * span;

/** The bars of a range: the last one is the running minute, hour or day (UTC). */
export function windowOf(range: TrafficRange, now: number): Window {
  const { step, steps } = SHAPES[range];
  const length = step * steps;
  const from = floorTo(now, step) - (steps - 1) * step;
  // Minutes are kept for a week: a month's end is known to the hour.
  const to = floorTo(now - length, step > 6 * HOUR ? HOUR : MINUTE);
  return { step, steps, from, to: now, previous: { from: from - length, to } };
}

/**
 * The fewest rolled up stretches that are exactly `from` to `to`, none larger than `largest`. Both ends are whole
 * minutes.
 */
export function segments(from: number, to: number, largest: number = DAY): Segment[] {
  const found: Segment[] = [];
  for (let at = from; at < to;) {
    const start = at;
    const span = SPANS.find((it) => it <= largest && start % it === 0 && start + it <= to) ?? MINUTE;
    const last = found.at(-1);
    if (last?.span === span) last.to += span;
    else found.push({ span, from: at, to: at + span });
    at += span;
  }
  return found;
}
