import type { LimitTerms } from "./types";

type Whom = { scope: string; target: string | null };

const UNITS: Readonly<Record<number, string>> = {
  1: "a second",
  60: "a minute",
  3_600: "an hour",
  86_400: "a day",
};
const number = new Intl.NumberFormat("en-US");

/** "60 calls a minute, at most 10 at once"; "1,000 calls a day (UTC)". */
export function termsWords({ kind, calls, perSeconds, burst }: LimitTerms): string {
  const many = `${number.format(calls)} ${calls === 1 ? "call" : "calls"}`;
  if (kind === "quota_day") return `${many} a day (UTC)`;
  if (kind === "quota_month") return `${many} a month (UTC)`;
  const seconds = perSeconds ?? 1;
  return `${many} ${UNITS[seconds] ?? `every ${number.format(seconds)} seconds`}, at most ${number.format(burst ?? calls)} at once`;
}

/** "for each agent", "for the capability io.fs.read_file". `name`: what people call the target. */
export function whomWords({ scope, target }: Whom, name: string | null = target): string {
  if (scope === "tenant") return "for the whole tenant";
  return target === null ? `for each ${scope}` : `for the ${scope} ${name ?? target}`;
}
