import type { Endings } from "@/lib/approvals/insights/types";
import { duration } from "../ui/time-format";

/** What came of a request, in the order in which charts and tables show it, with its colour. */
export const ENDINGS = [
  { key: "approved", label: "Approved", color: "var(--allow-solid)" },
  { key: "denied", label: "Denied", color: "var(--deny-solid)" },
  { key: "changesRequested", label: "Changes requested", color: "var(--info-solid)" },
  { key: "expired", label: "Expired", color: "var(--hold-solid)" },
  { key: "cancelled", label: "Cancelled", color: "var(--ink-3)" },
  { key: "waiting", label: "Waiting", color: "var(--line-strong)" },
] as const satisfies readonly { key: keyof Endings; label: string; color: string }[];

/** "42 s", "4 min 10 s", "2 h 5 min"; "—" where nobody decided anything. Milliseconds. */
export function took(ms: number | null): string {
  if (ms === null) return "—";
  if (ms < 3_600_000) return duration(ms);
  const minutes = Math.round(ms / 60_000);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(minutes / 1_440)} days`;
}

/** Of those that people decided; null where they decided none. */
export function decidedOf({ approved, denied, changesRequested }: Endings): number {
  return approved + denied + changesRequested;
}

/** Of those that were not cancelled and wait no more: what could have been decided. */
export function endedOf(endings: Endings): number {
  return decidedOf(endings) + endings.expired;
}

/** "98 %"; never 100 where one was otherwise, never 0 where there was one; "—" of nothing. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "—";
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 1) return "under 1 %";
  if (part < whole && percent > 99) return "over 99 %";
  return `${Math.round(percent)} %`;
}

/** "21 Nov", of a day of UTC. */
export function shortDay(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    ...{ day: "numeric", month: "short", timeZone: "UTC" },
  });
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
