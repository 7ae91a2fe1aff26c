import { residentMiB } from "../../bench/usage";
import type { Figure, Result } from "../suite";
import { callOf, checkOf, clear, countsOf, latencies, type Stage } from "./calls";

const CONNECTIONS = 64;
const SAMPLE_MS = 1_000;
const GROWTH_PERCENT = 10;

type Sample = { at: number; mib: number };

/** Half of what the gateway can do, at a fixed rate for minutes: how long calls take, and whether memory stays. */
export async function steady(
  { world, load, disk }: Stage,
  capacity: number,
  seconds: number,
): Promise<Result> {
  const warmUpSeconds = seconds / 6;
  const memory: Sample[] = [];
  const began = performance.now();
  const sampler = setInterval(() => {
    void residentMiB(world.gateways[0]!.pid).then(
      (mib) => mib !== null && memory.push({ at: (performance.now() - began) / 1_000, mib }),
    );
  }, SAMPLE_MS);
  const report = await load
    .runOpen({
      ...callOf(world, world.port),
      ...{ perSecond: capacity / 2, seconds, warmUpSeconds },
      ...{ connections: CONNECTIONS, patienceMs: 60_000 },
    })
    .finally(() => clearInterval(sampler));
  const { executed } = countsOf(report);
  const missing = report.due - executed;
  return {
    checks: [
      checkOf("At half of what it can do, the gateway answers every call with 200", report.due, [
        missing > 0 && `${missing} of ${report.due} were not: ${JSON.stringify(report.statuses)}`,
      ]),
    ],
    figures: [
      { name: "rate at half of capacity", value: report.accepted.perSecond, unit: "calls/s" },
      ...latencies("at half of capacity, from when a call was due", report, await clear(report, disk)),
      ...memoryFigures(memory, warmUpSeconds, seconds),
    ],
  };
}

/** Nothing where the system doesn't say how much memory a process has. */
function memoryFigures(memory: readonly Sample[], window: number, seconds: number): Figure[] {
  if (memory.length === 0) return [];
  const mibIn = (from: number) =>
    medianOf(memory.filter(({ at }) => at >= from && at < from + window).map(({ mib }) => mib));
  const [first, last] = [mibIn(window), mibIn(seconds - window)];
  return [
    { name: "gateway's memory in the first minute after warm-up", value: first, unit: "MiB" },
    {
      name: "growth of the gateway's memory until the last minute",
      ...{ value: 100 * (last / first - 1), unit: "%", limit: { most: GROWTH_PERCENT } },
    },
  ];
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
