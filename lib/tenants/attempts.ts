import { LRUCache } from "lru-cache";
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

/** Milliseconds until this address may be tried again; 0 when now. Counted per process, for 15 minutes. */
export function retryAfterMs(email: string, now: number): number {
  const found = failures().get(email);
  if (!found || found.count < FREE_FAILURES) return 0;
  return Math.max(0, found.since + WINDOW_MS - now);
}

/** Counts one more wrong password for an address, known or not. */
export function countFailure(email: string, now: number): void {
  const found = failures().get(email);
  const fresh = !found || now - found.since >= WINDOW_MS;
  failures().set(email, fresh ? { count: 1, since: now } : { count: found.count + 1, since: found.since }, {
    noUpdateTTL: !fresh,
  });
}

/** A right password ends the count. */
export function clearFailures(email: string): void {
  failures().delete(email);
}
