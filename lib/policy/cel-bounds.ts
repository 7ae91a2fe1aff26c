import { EvaluationError } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";

/**
 * What one condition may cost. Going through a collection costs its size, a regular expression its
 * subject's length / 128; both are multiplied where the call's arguments are large, because each step may
 * then touch that much text. Spent work is an error, and an error denies.
 */
export const MAX_WORK = 100_000;
export const MAX_PATTERN_LENGTH = 1_000;
const PATTERN_CACHE = 1_000;
const TEXT_PER_UNIT = 1_024;

/** `stop` is made once: the expression may run into it again and again before it ends. */
const meter: { left: number; price: number; stop: Error | null } = { left: 0, price: 1, stop: null };
const patterns = new Map<string, RE2JS>();

/** Starts the count for one condition. Evaluation is synchronous, so one meter is enough. */
export function startMeter(): void {
  meter.left = MAX_WORK;
  meter.price = 1;
  meter.stop = null;
}

/** Makes each further step as dear as the characters and members that it may touch. Saying it twice counts once. */
export function weighInput(weight: number): void {
  meter.price = Math.max(meter.price, 1 + Math.floor(weight / TEXT_PER_UNIT));
}

/** True where the work ran out, even if the expression went on to swallow that error (`error || true`). */
export function workExceeded(): boolean {
  return meter.left < 0;
}

function charge(units: number): void {
  meter.left -= units * meter.price;
  if (meter.left < 0)
    throw (meter.stop ??= new EvaluationError({ code: "too_much_work", message: TOO_MUCH_WORK }));
}

const NOT_TEXT = "matches() needs a text";
export const TOO_MUCH_WORK = "The condition takes too much work on these arguments";

/** Identity on a collection that is about to be gone through; charges its size first. */
export function chargeCollection(value: unknown): unknown {
  if (Array.isArray(value)) charge(value.length + 1);
  else if (value instanceof Map) charge(value.size + 1);
  else if (typeof value === "object" && value !== null) charge(Object.keys(value).length + 1);
  return value;
}

/**
 * True where the RE2 pattern is found in the text: linear in the text, whatever the pattern.
 * Patterns are literals, compiled with the policy; the cache only bounds memory.
 */
export function matchesRe2(text: unknown, pattern: string): boolean {
  if (typeof text !== "string") throw new EvaluationError({ code: "no_such_overload", message: NOT_TEXT });
  charge(1 + (text.length >> 7));
  return compilePattern(pattern).test(text);
}

/** @throws Error with RE2's own words for a pattern outside RE2 (back-references, look-around) or too long. */
export function compilePattern(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known) return known;
  if (pattern.length > MAX_PATTERN_LENGTH)
    throw new Error(`it is longer than ${MAX_PATTERN_LENGTH} characters`);
  const compiled = RE2JS.compile(pattern);
  if (patterns.size >= PATTERN_CACHE) patterns.clear();
  patterns.set(pattern, compiled);
  return compiled;
}
