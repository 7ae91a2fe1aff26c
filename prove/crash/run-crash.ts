import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { spreadOf } from "../../bench/summary";
import type { Check, Figure, Result } from "../suite";
import { within } from "../within";
import type { Struck } from "./blows";
import { headsOf, type Heads } from "./chain";
import { EffectLog } from "./collect";
import { runCycle, type Cycle } from "./cycle";
import { keepEvidence } from "./evidence";
import { settledInTheEnd } from "./ending";
import { together, type Verdict } from "./invariants";
import { isOf, type CrashJob } from "./job";
import { PROMISES } from "./promises";
import { blowsOf, PAUSE_EVERY } from "./schedule";
import { startTopology } from "./topology";

export type { CrashJob } from "./job";

const CALLS = 200;
/** How soon it has to be served again. */
const SERVED_WITHIN_MS = 15_000;

const START_S = 240;
/** With the wait for the last call that is due. */
const END_S = 900;

/** Runs the whole product through cycles of traffic, kills and checks. @throws where it cannot be carried out */
export async function runCrash(job: CrashJob): Promise<Result> {
  const { seed, cycles, log, folder } = job;
  const topology = await within("The start", START_S, startTopology(job));
  try {
    const plan = Array.from({ length: cycles }, (_, cycle) => blowsOf(seed, cycle, topology.parts));
    await writeFile(join(folder, "schedule.json"), `${JSON.stringify({ seed, plan }, null, 2)}\n`);
    const effects = new EffectLog(topology.effects);
    const verdicts: Verdict[] = PROMISES.map(() => together());
    const done: Cycle[] = [];
    let heads: Heads = new Map();
    let caught = false;
    for (let cycle = 0; cycle < cycles && !caught; cycle++) {
      const it = await runCycle({ seed, cycle, calls: job.calls ?? CALLS, topology, effects, heads, folder });
      heads = headsOf(it.facts.chains);
      const found = PROMISES.map(({ check }) => named(check(it.facts), seed, cycle));
      found.forEach((verdict, n) => (verdicts[n] = together(verdicts[n]!, verdict)));
      const broken = PROMISES.filter((_, n) => found[n]!.violations.length > 0);
      if (broken.length > 0) await keepEvidence(folder, cycle, it.facts, found);
      caught = broken.some(({ promise }) => job.until !== undefined && isOf(promise, job.until));
      log(lineOf(cycle, it, found));
      done.push({ ...it, facts: thinned(it.facts) });
    }
    const checks: Check[] = PROMISES.map(({ promise, test }, n) => ({
      ...{ promise, ...verdicts[n]! },
      ...(test === undefined ? {} : { test }),
    }));
    if (!caught)
      checks.push(...(await within("The end", END_S, settledInTheEnd(topology, { done, heads, seed }))));
    return { checks, figures: figuresOf(done) };
  } finally {
    await within("To stop all parts", START_S, topology.stop());
  }
}

function named({ trials, violations }: Verdict, seed: number, cycle: number): Verdict {
  return { trials, violations: violations.map((line) => `seed ${seed}, cycle ${cycle}: ${line}`) };
}

/** What the last look needs; a night's cycles would not all fit into memory. */
function thinned(facts: Facts): Facts {
  return { ...facts, effects: [], leaves: [], chains: [], looks: [], plans: new Map(), inspected: new Map() };
}
type Facts = Cycle["facts"];

function lineOf(cycle: number, { facts, struck }: Cycle, found: readonly Verdict[]): string {
  const blows = struck.map(({ blow, servedAfterMs }) => {
    const served = servedAfterMs === null ? "" : `, served again after ${servedAfterMs} ms`;
    return `${blow.how} ${blow.victim} at ${blow.at} ms${served}`;
  });
  const broken = found.reduce((sum, { violations }) => sum + violations.length, 0);
  const lost = facts.answers.filter(({ kind }) => kind === "silence" || kind === "error").length;
  return `cycle ${cycle}: ${blows.join("; ")}; ${facts.answers.length} answers (${lost} errors or silence), ${facts.effects.length} effects${broken > 0 ? `, ${broken} VIOLATIONS` : ""}`;
}

function figuresOf(done: readonly Cycle[]): Figure[] {
  const struck = done.flatMap((it) => it.struck);
  const count = (kinds: readonly string[]) =>
    done.reduce((sum, { facts }) => sum + facts.answers.filter(({ kind }) => kinds.includes(kind)).length, 0);
  const served = spreadOf(struck.flatMap(({ servedAfterMs }) => servedAfterMs ?? []));
  const limit = { most: SERVED_WITHIN_MS };
  const paused = struck.filter(({ blow }) => blow.how === "pause" && blow.victim.startsWith("gateway"));
  return [
    { name: "Cycles", value: done.length, unit: "" },
    { name: "Processes killed", value: kills(struck, "kill"), unit: "" },
    {
      ...{ name: "Gateways stopped for longer than their lease", value: paused.length, unit: "" },
      ...(done.length >= PAUSE_EVERY && { limit: { least: 1 } }),
    },
    { name: "Workers stopped for as long", value: kills(struck, "pause") - paused.length, unit: "" },
    { name: "Answers that decided something", value: count(["executed", "held", "refused"]), unit: "" },
    { name: "Errors and lost answers", value: count(["error", "silence"]), unit: "" },
    ...(served.count === 0
      ? []
      : [
          {
            name: "From the kill until it serves again, with the pause before the restart, p50",
            value: served.p50,
            unit: "ms",
          },
          { name: "The same, p99", value: served.p99, unit: "ms", limit },
          { name: "The same, longest", value: served.max, unit: "ms", limit },
        ]),
  ];
}

function kills(struck: readonly Struck[], how: Struck["blow"]["how"]): number {
  return struck.filter(({ blow }) => blow.how === how).length;
}
