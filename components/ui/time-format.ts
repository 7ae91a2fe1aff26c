const UNITS = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
] as const;

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "narrow" });
const DATE = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** "just now", "4min ago", "in 2h"; a date from four weeks on. Both in Unix milliseconds. */
export function relativeTime(at: number, now: number): string {
  const distance = at - now;
  const size = Math.abs(distance);
  // RelativeTime's now is cut to ten seconds, so what has just happened may seem to lie ahead.
  if (size < 45_000) return distance > 10_000 ? "in a moment" : "just now";
  if (size >= 28 * 86_400_000) return DATE.format(at);
  const found = UNITS.find(({ ms }) => size >= ms) ?? UNITS[2];
  return RELATIVE.format(Math.trunc(distance / found.ms) || Math.sign(distance), found.unit);
}

/** "21 Nov 2026, 15:41:02 UTC" */
export function absoluteUtc(at: number): string {
  const iso = new Date(at).toISOString();
  return `${DATE.format(at)}, ${iso.slice(11, 19)} UTC`;
}

/** The same moment in the reader's zone, with the zone's name. */
export function absoluteLocal(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" }).format(at);
}

/** Time left as `07:42`, `1:07:42`, or `0:00` when it is over. Milliseconds. */
export function countdown(msLeft: number): string {
  const seconds = Math.max(0, Math.ceil(msLeft / 1_000));
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const rest = `${pad(Math.floor((seconds % 3_600) / 60))}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** "812 ms", "3.4 s", "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
