import type { OpenReport } from "../../bench/open-loop";
import { withoutLimit, type Check, type Figure, type Result } from "../suite";
import { callOf, checkOf, clear, countsOf, latencies, P99_MS, type Clear, type Stage } from "./calls";

const TIMES = 10;
/** As many as clients may hold; on a machine that the generator shares, more would measure the generator. */
export const CONNECTIONS = 1_000;
/** A client that finds no free connection doesn't wait for one, so its wait is in nobody's latency. */
export const PATIENCE_MS = 10;
const KEPT_PERCENT = 50;
const RECOVERY_SECONDS = 5;
/** Of which each has to be well, or as many as were measured. */
const WELL_SECONDS = 5;
const NEVER = 365 * 86_400;
const CONNECTIONS_AFTER = 64;

type Lasting = { seconds: number; recoverySeconds: number; limits: boolean };

/** Ten times what the gateway can do: what gets in, how long it takes, what is kept of it, and how it is afterwards. */
export async function overload(
  { world, load, disk }: Stage,
  capacity: number,
  { seconds, recoverySeconds, limits }: Lasting,
): Promise<Result> {
  const target = callOf(world, world.port);
  const before = await world.recorded();
  const report = await load.runOpen({
    ...{ ...target, perSecond: TIMES * capacity, seconds, warmUpSeconds: Math.min(2, seconds / 3) },
    ...{ connections: CONNECTIONS, patienceMs: PATIENCE_MS },
  });
  const after = await load.runOpen({
    ...{ ...target, perSecond: capacity / 2, seconds: recoverySeconds, warmUpSeconds: 0 },
    ...{ connections: CONNECTIONS_AFTER, patienceMs: 60_000 },
  });
  const now = await world.recorded();
  const rows = { decisions: now.decisions - before.decisions, outcomes: now.outcomes - before.outcomes };
  return {
    checks: [...answered(report), sheds(report), recorded([report, after], rows)],
    figures: figuresOf(report, capacity, await clear(report, disk), await clear(after, disk)).map((figure) =>
      limits ? figure : withoutLimit(figure),
    ),
  };
}

function answered(report: OpenReport): Check[] {
  const { strange, answered } = countsOf(report);
  return [
    checkOf(
      "With ten times capacity due the gateway answers 200, 403, 429 or 503 and nothing else",
      answered,
      [strange > 0 && `${strange} answers were something else: ${JSON.stringify(report.statuses)}`],
    ),
    checkOf("With ten times capacity due no call that was sent is left without an answer", report.sent, [
      report.unanswered > 0 && `${report.unanswered} of ${report.sent} had none`,
    ]),
  ];
}

/** A gateway that sheds nothing was not asked for too much, and the rest says nothing. */
export function sheds({ timeline }: Pick<OpenReport, "timeline">): Check {
  const busy = timeline.flatMap((second, n) =>
    second.accepted + second.refused > 0 ? { ...second, n } : [],
  );
  return checkOf(
    "With ten times capacity due some calls are shed in each second",
    busy.length,
    busy.map(({ refused, n }) => refused === 0 && `none was in second ${n}`),
  );
}

/** Rows of decisions and outcomes against answers. Only a call without an answer may have a row or none. */
export function recorded(
  reports: readonly OpenReport[],
  rows: { decisions: number; outcomes: number },
): Check {
  const counts = reports.map(countsOf);
  const sum = (of: (count: ReturnType<typeof countsOf>) => number) =>
    counts.reduce((all, count) => all + of(count), 0);
  const [decided, executed] = [sum((count) => count.decided), sum((count) => count.executed)];
  const unanswered = reports.reduce((all, report) => all + report.unanswered, 0);
  const differ = (stored: number, told: number) => stored < told || stored > told + unanswered;
  const and = `${unanswered} had no answer`;
  return checkOf(
    "No allow without its decision's row, and no row of a call that was refused by 503",
    sum((count) => count.answered),
    [
      differ(rows.decisions, decided) &&
        `${decided} calls were answered as decided, ${and}, ${rows.decisions} rows are stored`,
      differ(rows.outcomes, executed) &&
        `${executed} calls were answered as executed, ${and}, ${rows.outcomes} outcomes are stored`,
    ],
    "T85",
  );
}

function figuresOf(report: OpenReport, capacity: number, undisturbed: Clear, after: Clear): Figure[] {
  const { accepted, refused } = report;
  const { sent, due, gaveUp } = report;
  return [
    { name: `calls due under overload: ${TIMES} times capacity`, value: due, unit: "calls" },
    {
      name: `sent, by ${CONNECTIONS} clients that wait for their answers, times capacity`,
      ...{ value: (TIMES * sent) / due, unit: "" },
    },
    { name: "given up by clients whose connections all waited", value: (100 * gaveUp) / due, unit: "%" },
    {
      name: "accepted under overload, of what the gateway can do",
      ...{ value: (100 * accepted.perSecond) / capacity, unit: "%", limit: { least: KEPT_PERCENT } },
    },
    ...latencies("of accepted calls under overload", report, undisturbed),
    { name: "refused under overload", value: refused.perSecond, unit: "calls/s" },
    {
      name: `seconds after it until ${WELL_SECONDS} in which every call is accepted, with a p99 under 100 ms where the disk did not halt`,
      ...{ value: recoveredAfter(after.timeline), unit: "s", limit: { most: RECOVERY_SECONDS } },
    },
  ];
}

/**
 * The first second that begins so many that are well; a year where none does: JSON has no infinity. One that is slow long after
 * is no part of the overload: they are there at half of capacity as well, and are in its p99.
 */
export function recoveredAfter(timeline: OpenReport["timeline"]): number {
  const well = timeline.map(({ refused, p99 }) => refused === 0 && p99 <= P99_MS);
  const first = well.findIndex((_, n) => well.slice(n, n + WELL_SECONDS).every(Boolean));
  return first === -1 ? NEVER : first;
}
