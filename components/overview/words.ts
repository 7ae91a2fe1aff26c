import type { Percentiles, TrafficTotals } from "@/lib/traffic/types";
import type { TrafficRange } from "@/lib/traffic/schemas";
import { duration } from "../ui/time-format";

export const RANGE_WORDS = {
  "1h": { short: "1 h", last: "the last hour", before: "the hour before", step: "minute" },
  "24h": { short: "24 h", last: "the last 24 hours", before: "the 24 hours before", step: "hour" },
  "7d": { short: "7 days", last: "the last 7 days", before: "the 7 days before", step: "6 hours" },
  "30d": { short: "30 days", last: "the last 30 days", before: "the 30 days before", step: "day" },
} as const satisfies Record<TrafficRange, Record<string, string>>;

/** What a decision was, in the order in which charts stack it, with its colour. */
export const ACTIONS = [
  { key: "allow", action: "ALLOW", label: "Allowed", color: "var(--allow-solid)" },
  { key: "hold", action: "REQUIRE_APPROVAL", label: "Needed approval", color: "var(--hold-solid)" },
  { key: "deny", action: "DENY", label: "Denied", color: "var(--deny-solid)" },
] as const;

/** Why a call was refused, for people. A code that is not here is shown as it is. */
const REASONS: Record<string, string> = {
  POLICY_DENIED: "The policy denies it",
  KILL_SWITCH: "A stop covers it",
  QUARANTINED: "The session is quarantined",
  EXFILTRATION_BLOCKED: "The session has seen what must not leave",
  RATE_LIMITED: "Over a limit",
  INVALID_ARGUMENTS: "The arguments do not fit",
  UNKNOWN_CAPABILITY: "The tool is not registered",
  CAPABILITY_SUSPENDED: "The tool is suspended",
  SESSION_ENDED: "The session has ended",
  SESSION_MISMATCH: "The session is another agent's",
  UNAUTHENTICATED: "The agent or its key is disabled",
  APPROVAL_DENIED: "A reviewer denied it",
  CHANGES_REQUESTED: "A reviewer asked for changes",
  APPROVAL_EXPIRED: "Nobody approved it in time",
  GRANT_UNAVAILABLE: "The approval does not cover it",
  IDEMPOTENCY_MISMATCH: "Its key was used for another call",
  CHAIN_UNKNOWN: "There is nobody to ask",
  INVALID_INPUT: "The request was not valid",
  MALFORMED_JSON: "The body was not JSON",
  BODY_TOO_LARGE: "The body was too large",
};

export function reasonWords(code: string): string {
  return REASONS[code] ?? code;
}

/** "18,240"; "18.2 k" from ten thousand on, where there is little room. */
export function count(n: number): string {
  return n.toLocaleString("en");
}

/** "3.2 %"; never 0 where there was one, never 100 where one was otherwise; "—" of nothing. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "—";
  if (part === 0) return "0 %";
  const percent = (part / whole) * 100;
  if (percent < 0.1) return "under 0.1 %";
  if (part < whole && percent > 99.9) return "over 99.9 %";
  return `${percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** "≤ 20 ms": percentiles are the bounds of buckets. */
export function atMost(ms: number | null): string {
  return ms === null ? "—" : `≤ ${duration(ms)}`;
}

/** "12 % more than the hour before"; where nothing was before, that. */
export function change(now: number, before: number | null, words: string): string {
  if (before === null) return `Nothing to compare with: no calls in ${words}`;
  if (now === before) return `As many as in ${words}`;
  if (before === 0) return `None in ${words}`;
  const ratio = now / before;
  const [less, more] = [ratio < 1, ratio >= 10];
  const size = more
    ? `${count(Math.round(ratio))} times`
    : `${Math.max(1, Math.round(Math.abs(ratio - 1) * 100))} %`;
  return more ? `${size} ${words}` : `${size} ${less ? "less" : "more"} than ${words}`;
}

/** The chart of decisions in a sentence. */
export function decisionsSentence(total: TrafficTotals): string {
  const told = ACTIONS.filter(({ key }) => total[key] > 0).map(
    ({ key, label }) => `${count(total[key])} ${label.toLowerCase()}`,
  );
  return `${count(total.decisions)} ${total.decisions === 1 ? "decision" : "decisions"}: ${told.join(", ")}.`;
}

export function tookSentence({ p50, p95, p99 }: Percentiles): string {
  if (p50 === null) return "No call ran in this period.";
  return `Half took at most ${duration(p50)}, 95 of 100 at most ${duration(p95 ?? 0)}, 99 at most ${duration(p99 ?? 0)}.`;
}

/** "12:30", "21 Nov 12:00" or "21 Nov", in UTC as everywhere in lists, so that server and browser say the same. */
export function binWords(at: number, stepMs: number): string {
  const date = new Date(at);
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  const clock = date.toISOString().slice(11, 16);
  if (stepMs >= 86_400_000) return day;
  return stepMs > 3_600_000 ? `${day} ${clock}` : clock;
}
