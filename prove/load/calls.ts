import { clearOf, type DiskWatch } from "../../bench/disk";
import type { LoadProcess } from "../../bench/load";
import type { Target } from "../../bench/load-generator";
import type { OpenReport } from "../../bench/open-loop";
import { spreadOf, type Spread } from "../../bench/summary";
import type { Calling, World } from "../../bench/world";
import { ECHO, MESSAGES } from "../../tests/echo-tenant";
import type { Check, Figure } from "../suite";

/** What all parts work with. */
export type Stage = {
  world: World;
  load: LoadProcess;
  /** A second generator, for a second tenant or a second gateway. */
  beside: LoadProcess;
  /** Of the disk that the database waits for. */
  disk: DiskWatch;
};

/** A call of the built-in echo: allowed, executed and recorded. */
export function callOf({ apiKey, sessionId }: Pick<Calling, "apiKey" | "sessionId">, port: number): Target {
  const args = { message: MESSAGES.allowed };
  return {
    host: "127.0.0.1",
    port,
    path: "/api/v1/tools/call",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ session_id: sessionId, tool_name: ECHO, arguments: args }),
  };
}

/** Fewer at once than the gateway ever refuses (docs/overload.md). */
export const CALLERS = 32;
const MOST_CALLS = 1_000_000;
const STARVED_SHARE = 0.01;

/** Calls per second that a gateway answers, when so many callers never pause. */
export async function capacityOf(load: LoadProcess, target: Target, seconds: number): Promise<number> {
  const report = await load.run({
    ...{
      ...target,
      connections: CALLERS,
      requests: MOST_CALLS,
      warmUp: MOST_CALLS / 10,
      maxSeconds: seconds,
    },
  });
  const all = Object.values(report.statuses).reduce((sum, count) => sum + count, 0);
  // A few that a busy machine's database kept waiting for too long change no rate, and must not cost the night.
  if ((report.statuses[200] ?? 0) < (1 - STARVED_SHARE) * all)
    throw new Error(`Expected only 200, got ${JSON.stringify(report.statuses)}.`);
  return report.perSecond;
}

/** A promise about many calls at once: how many it was tried on, and what broke it. */
export function checkOf(
  promise: string,
  trials: number,
  violations: (string | false)[],
  test?: string,
): Check {
  return {
    ...{ promise, ...(test ? { test } : {}), trials },
    violations: violations.filter((it) => it !== false),
  };
}

/** All answers, by what they say happened. */
export function countsOf({ statuses }: Pick<OpenReport, "statuses">) {
  const of = (status: number) => statuses[status] ?? 0;
  const shed = of(429) + of(503);
  const answered = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  return {
    executed: of(200),
    decided: of(200) + of(403),
    shed,
    answered,
    strange: answered - of(200) - of(403) - shed,
  };
}

/** Of the accepted calls those that no halt of the disk touched, how many of all that is, and each second of them. */
export type Clear = { accepted: Spread; percent: number; timeline: OpenReport["timeline"] };

/** A halt of half a second makes a hundred calls late, whatever the gateway does: they say how the disk was. */
export async function clear({ beganAt, calls, timeline }: OpenReport, disk: DiskWatch): Promise<Clear> {
  const { at, ms } = clearOf(calls, await disk.halts());
  const seconds = timeline.map((): number[] => []);
  at.forEach((due, n) => seconds[Math.floor((due - beganAt) / 1_000)]?.push(ms[n]!));
  return {
    accepted: spreadOf(ms),
    percent: calls.at.length > 0 ? (100 * at.length) / calls.at.length : 0,
    timeline: timeline.map((second, n) => ({ ...second, p99: spreadOf(seconds[n]!).p99 })),
  };
}

/** What a call may take at most that waited for no halted disk, but for one in a hundred. */
export const P99_MS = 100;
/** Less than this is not the usual case, and proves nothing. */
const CLEAR_PERCENT = 50;

/** How long accepted calls took: all of them as it was, and with a limit those that waited for no halted disk. */
export function latencies(
  of: string,
  { accepted }: OpenReport,
  { accepted: undisturbed, percent }: Clear,
): Figure[] {
  return [
    { name: `p50 ${of}`, value: accepted.p50, unit: "ms" },
    { name: `p99 ${of}, the disk's halts included`, value: accepted.p99, unit: "ms" },
    {
      name: `p99 ${of}, where the disk did not halt`,
      value: undisturbed.p99,
      unit: "ms",
      limit: { most: P99_MS },
    },
    {
      name: `calls ${of} that no halt of the disk touched`,
      value: percent,
      unit: "%",
      limit: { least: CLEAR_PERCENT },
    },
  ];
}
