/** Refusals cost the processor time that deciding needs: so many are given in a second, where callers bear it. */
const PER_SECOND = 500;
const LEAST_MS = 200;
/** No longer than callers wait for an answer who have little patience. */
const MOST_MS = 2_000;

/**
 * How long a refusal waits beside so many others that wait: the longer, the more callers come back at once.
 * @param chance from 0 up to, without, 1: they must not come back at the same moment
 */
export function refusalWaitMs(waiting: number, chance: number): number {
  const mean = Math.min(MOST_MS, Math.max(LEAST_MS, (waiting / PER_SECOND) * 1_000));
  return mean * (0.5 + chance);
}
