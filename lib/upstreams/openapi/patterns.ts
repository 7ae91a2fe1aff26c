import { RE2JS } from "re2js";

const MAX_LENGTH = 500;
const MAX_REPEATS = 2_000;
/** Characters and repetitions of all patterns of a document: what compiling them takes grows with these. */
const MAX_WORK = 100_000;

/** Which patterns of one document arguments can be checked against. */
export class Patterns {
  readonly #known = new Map<string, boolean>();
  #left = MAX_WORK;

  /**
   * Whether this can be checked in linear time: RE2 knows neither look-around nor back-references, and what is no
   * regular expression at all would spoil the whole schema.
   */
  usable(pattern: string): boolean {
    if (pattern.length > MAX_LENGTH) return false;
    const known = this.#known.get(pattern);
    if (known !== undefined) return known;
    const repeats = repeatsOf(pattern);
    this.#left -= pattern.length + repeats;
    const usable = this.#left >= 0 && repeats <= MAX_REPEATS && compiles(pattern);
    this.#known.set(pattern, usable);
    return usable;
  }
}

/** Each counted repetition is written out that often. */
function repeatsOf(pattern: string): number {
  const counted = [...pattern.matchAll(/\{(\d{1,4})(?:,(\d{0,4}))?\}/g)];
  return counted.reduce((sum, [, least, most]) => sum + Math.max(Number(least), Number(most ?? 0)), 0);
}

function compiles(pattern: string): boolean {
  try {
    // The schema's own schema wants what ECMAScript reads with the u flag. It is only read, never run.
    new RegExp(pattern, "u");
    RE2JS.compile(RE2JS.translateRegExp(pattern));
    return true;
  } catch {
    return false;
  }
}
