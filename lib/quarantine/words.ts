import type { RiskSignal } from "./schemas";

/** How people read signals: `many` as in "two denials", `meaning` for the settings. */
export const SIGNAL_WORDS: Readonly<Record<RiskSignal, { one: string; many: string; meaning: string }>> = {
  deny: { one: "denial", many: "denials", meaning: "The policy says no to a call." },
  approval: {
    one: "request for approval",
    many: "requests for approval",
    meaning: "People are asked. Taken back once they say yes; half of the threshold at most.",
  },
  approved: { one: "approval given", many: "approvals given", meaning: "People said yes to what was asked." },
  error: {
    one: "error of a tool",
    many: "errors of tools",
    meaning: "A tool ran and answers with an error.",
  },
  failure: {
    one: "failed call",
    many: "failed calls",
    meaning: "The upstream or its credential fails, which is hardly the agent's doing.",
  },
  kill_switch: {
    one: "call against its stop",
    many: "calls against its stop",
    meaning: "The agent or the session is stopped and goes on calling. Wider stops count nothing.",
  },
  rate_limit: {
    one: "call over a limit",
    many: "calls over a limit",
    meaning: "The agent calls faster than it may.",
  },
  suspended: {
    one: "call of a suspended capability",
    many: "calls of suspended capabilities",
    meaning: "The capability has changed and nobody has accepted it yet.",
  },
  taint: {
    one: "blocked exfiltration",
    many: "blocked exfiltrations",
    meaning: "What the session has read would have left through a call.",
  },
  moderation: {
    one: "blocked content",
    many: "blocked contents",
    meaning: "Content was blocked by moderation.",
  },
};

/** Scores are compared as they are shown, with one decimal. */
const ROUNDING = 0.05;
const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

type Terms = { threshold: number; halfLifeSeconds: number };
/** So many of one kind reach the threshold, however they are spread over this time; null: also one alone. */
export type Reach = { times: number; withinSeconds: number | null };

/** How many of a signal quarantine, and within which time they certainly do; null where they never do by themselves. */
export function reachOf(
  signal: RiskSignal,
  points: number,
  { threshold, halfLifeSeconds }: Terms,
): Reach | null {
  // risk_total in the migration
  if (signal === "approval") return null;
  const needed = threshold - ROUNDING;
  if (!(points > 0) || !(needed > 0) || !(halfLifeSeconds > 0)) return null;
  const times = Math.ceil(needed / points - 1e-9);
  if (times <= 1) return { times: 1, withinSeconds: null };
  // At worst all but the last came at once, and have shrunk for the whole time when the last one comes.
  const ratio = ((times - 1) * points) / (needed - points);
  return { times, withinSeconds: Math.max(0, halfLifeSeconds * Math.log2(ratio)) };
}

/** "two denials within 10 minutes". */
export function reachWords(signal: RiskSignal, { times, withinSeconds }: Reach): string {
  const { one, many } = SIGNAL_WORDS[signal];
  const count = NUMBERS[times] ?? String(times);
  if (withinSeconds === null) return `${count} ${one}`;
  return `${count} ${many} ${withinSeconds < 1 ? "at once" : `within ${spanWords(withinSeconds)}`}`;
}

/** Rounded down: what is promised within it holds. */
export function spanWords(seconds: number): string {
  const [unit, size] = UNITS.find(([, of]) => seconds >= 2 * of || of === 1) ?? (["second", 1] as const);
  const count = Math.floor(seconds / size + 1e-9);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** What the two most usual kinds of trouble come to: the sentence under the threshold. */
export function thresholdWords(weights: { deny: number; approval: number }, terms: Terms): string {
  const reach = reachOf("deny", weights.deny, terms);
  if (!reach) return "Neither denials nor requests for approval quarantine a session by themselves.";
  const text = reachWords("deny", reach);
  const denials = `${text.charAt(0).toUpperCase()}${text.slice(1)} quarantine${reach.times === 1 ? "s" : ""} a session.`;
  if (weights.approval <= 0) return `${denials} Requests for approval count nothing.`;
  return `${denials} Requests for approval never do by themselves: they count for half of the threshold at most.`;
}
