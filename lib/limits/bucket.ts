import type { Level, LimitTerms } from "./types";

/** What is stored of a bucket; none where nobody has taken from it yet. */
export type Bucket = { tokens: number; at: Date };

/** Sums of fractions end a little beside the whole. The same in take_tokens (see its migration). */
const EPSILON = 1e-9;

/** How a bucket stands now. The same arithmetic as take_tokens, which decides; this is for showing, and its model. */
export function levelOf(terms: LimitTerms, bucket: Bucket | null, now: Date): Level {
  return terms.kind === "rate" ? rateLevel(terms, bucket, now) : quotaLevel(terms, bucket, now);
}

function rateLevel({ calls, perSeconds, burst }: LimitTerms, bucket: Bucket | null, now: Date): Level {
  const size = burst ?? calls;
  const perSecond = calls / (perSeconds ?? 1);
  const elapsed = bucket ? Math.max(0, now.getTime() - bucket.at.getTime()) / 1_000 : 0;
  const left = bucket ? Math.min(size, bucket.tokens + elapsed * perSecond) : size;
  const waitSeconds = left >= 1 - EPSILON ? 0 : (1 - left) / perSecond;
  return { left, size, waitSeconds, fullInSeconds: (size - left) / perSecond };
}

function quotaLevel({ kind, calls }: LimitTerms, bucket: Bucket | null, now: Date): Level {
  const { start, end } = windowOf(kind, now);
  const left = bucket && bucket.at >= start ? Math.min(calls, bucket.tokens) : calls;
  const over = (end.getTime() - now.getTime()) / 1_000;
  return { left, size: calls, waitSeconds: left >= 1 - EPSILON ? 0 : over, fullInSeconds: over };
}

/** The UTC day or month that a moment is in. */
export function windowOf(kind: string, at: Date): { start: Date; end: Date } {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  return kind === "quota_day"
    ? { start: new Date(Date.UTC(year, month, day)), end: new Date(Date.UTC(year, month, day + 1)) }
    : { start: new Date(Date.UTC(year, month)), end: new Date(Date.UTC(year, month + 1)) };
}
