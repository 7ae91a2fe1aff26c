import { LRUCache } from "lru-cache";
import { DomainError } from "../platform/errors";
import { singleton } from "../platform/singleton";

const WINDOW_MS = 15 * 60_000;
const FREE_FAILURES = 8;
/** Bounds the memory; an attacker who fills it with invented addresses only forgets their own. */
const ADDRESSES = 20_000;

type Failures = { count: number; since: number };

function failures(): LRUCache<string, Failures> {
  return singleton(
    "sign-in-failures",
    () => new LRUCache<string, Failures>({ max: ADDRESSES, ttl: WINDOW_MS }),
  );
}

/**
 * Counts one more attempt for an address, known or not: before it is tried, so that many at once are not as many
 * free ones. Counted per process, for 15 minutes.
 * @throws DomainError RATE_LIMITED (meta.retryAfterSeconds)
 */
export function takeAttempt(email: string, now = Date.now()): void {
  const found = failures().get(email);
  const fresh = !found || now - found.since >= WINDOW_MS;
  if (!fresh && found.count >= FREE_FAILURES) throw tooMany(found.since + WINDOW_MS - now);
  failures().set(email, fresh ? { count: 1, since: now } : { count: found.count + 1, since: found.since }, {
    noUpdateTTL: !fresh,
  });
}

/** What was right ends the count. */
export function clearFailures(email: string): void {
  failures().delete(email);
}

function tooMany(waitMs: number): DomainError {
  const minutes = Math.ceil(waitMs / 60_000);
  return new DomainError(
    "RATE_LIMITED",
    `Too many attempts for this address. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
    { meta: { retryAfterSeconds: Math.ceil(waitMs / 1_000) } },
  );
}
