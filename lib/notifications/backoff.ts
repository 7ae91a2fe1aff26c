const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Before the second attempt, the third and so on: close together at first, and over about a day. */
export const DELAYS_MS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  8 * HOUR,
];
export const MAX_ATTEMPTS = DELAYS_MS.length + 1;
/** Nobody may put us off for longer. */
const MAX_RETRY_AFTER_MS = 12 * HOUR;

/**
 * How long to wait after the n-th attempt (from 1) failed; null: that was the last one. A fifth of it is random, so
 * that what failed together doesn't come back together.
 */
export function backoff(
  attempts: number,
  retryAfterMs: number | null,
  random = Math.random(),
): number | null {
  const delay = DELAYS_MS[attempts - 1];
  if (delay === undefined) return null;
  const own = delay * (0.9 + random * 0.2);
  return Math.round(Math.max(own, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS)));
}

/** Of a Retry-After header (RFC 9110, 10.2.3): seconds or a date. @returns milliseconds, or null where it is neither */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND;
  // Date.parse makes a date of nearly anything; one in HTTP begins with a day.
  const at = /^\s*[A-Z][a-z]+,/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
