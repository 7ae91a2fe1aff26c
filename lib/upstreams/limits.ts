/** Largest answer of an upstream, in bytes of JSON. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** How deep an answer may nest. */
export const MAX_ANSWER_DEPTH = 64;
/** Calls running at one upstream at once, and calls waiting for one of these places. */
export const MAX_RUNNING = 16;
export const MAX_WAITING = 64;
/** Milliseconds for starting a server and agreeing on a protocol. */
export const CONNECT_MS = 15_000;
/** Milliseconds in which a server answers the first question before it counts as one of the older protocol. */
export const PROBE_MS = 5_000;
export const MAX_PAGES = 64;
export const MAX_TOOLS = 1_000;

/** True where a value nests deeper than the bound; stops at the first branch that does. */
export function tooDeep(value: unknown, left = MAX_ANSWER_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  return Object.values(value).some((inner) => tooDeep(inner, left - 1));
}
