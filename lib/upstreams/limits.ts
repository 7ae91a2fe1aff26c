import { UpstreamLimits } from "./schemas";

export type Limits = { [Name in keyof UpstreamLimits]-?: NonNullable<UpstreamLimits[Name]> };

/** What an upstream gets for which a person set nothing. */
export const DEFAULT_LIMITS: Limits = {
  concurrency: 16,
  queue: 64,
  breakerFailures: 5,
  breakerSeconds: 30,
  maxAnswerKb: 4_096,
  memoryMb: 512,
};

/** The limits as stored, each by itself: one that makes no sense is ours, and none keeps an upstream from working. */
export function limitsOf({ limits }: { limits?: Record<string, unknown> }): Limits {
  const own = Object.entries(limits ?? {}).filter(([name, value]) => {
    const field = Object.entries(UpstreamLimits.shape).find(([known]) => known === name)?.[1];
    return value !== undefined && field?.safeParse(value).success === true;
  });
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(own) };
}

/** How deep an answer may nest. */
export const MAX_ANSWER_DEPTH = 64;
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
