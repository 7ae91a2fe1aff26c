/** What a fault breaks. The crash harness keeps the first four too (lib of prove/crash). */
export const PROMISES = {
  recorded:
    "Every acknowledged decision and outcome has exactly one row, and each row one leaf that verifies",
  intent: "No effect without an earlier committed decision",
  once: "An approved call has at most one effect, and its approval is used once",
  oneKey: "Every attempt of a call carries the same idempotency key",
  repeated: "Requests with one idempotency key have one effect, through any process",
  risk: "A session's risk is what its recorded calls add up to, in any process and after a kill",
  outage: "While the database is away, callers get errors and nothing has an effect",
  stopped: "Nothing is sent after a stop is in force, whoever was held up meanwhile",
  apart: "An agent acts in its own sessions only, and a tenant sees its own rows only",
  chained: "Every audit leaf is sealed once, in one chain without gap or fork, whoever seals",
  numbered: "What is numbered has no number twice",
} as const;
export type PromiseName = keyof typeof PROMISES;

/** A promise that was tried once; with a violation where it was broken. */
export type Finding = { promise: PromiseName; violation: string | null };

export function finding(promise: PromiseName, violations: readonly string[]): Finding {
  return { promise, violation: violations.length > 0 ? violations.join("; ") : null };
}
