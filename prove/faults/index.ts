import type { Check, Job, Result, Scale, Suite } from "../suite";
import { Tally } from "../suite";
import { CAUSES } from "./causes";
import { caughtInCrashes } from "./crash";
import { failClosed } from "./fail-closed";
import { FAULTS, type Fault } from "./faults";
import { inLanes } from "./lanes";
import { bundleWith } from "./plant";
import { PROMISES, type Finding } from "./promises";
import { SCENARIOS, scenarioOf, type Scenario, type ScenarioName } from "./scenarios";
import { startStage, type Stage } from "./stage";
import { Trial } from "./trial";

/** Trials under way at once: one more than a small machine has cores, because many of them wait. */
const LANES = 3;
/** Of each cause from the start, and again under a running gateway: some 1,000 in all, and 10,000. */
const CALLS: Record<Scale, number> = { pr: 40, nightly: 400 };

/** Bugs put into the product on purpose: what proves the product has to notice each of them. */
export const faults: Suite = {
  name: "faults",
  title: "planted bugs, each of which has to be caught; and all that can keep the gateway from deciding",
  run: async (job) => {
    const nightly = job.scale === "nightly";
    const planted = FAULTS.filter(({ always }) => nightly || always);
    const stage = await startStage();
    const checks = [];
    try {
      const slowest = [...CAUSES].reverse();
      checks.push(
        ...(await inLanes<Check[]>(LANES, [
          () => nothingPlanted(stage, job),
          ...slowest.map((cause) => () => failClosed(stage, cause, CALLS[job.scale], job)),
          ...planted.map((fault) => () => withFault(stage, fault, job)),
        ])),
      );
    } finally {
      await stage.stop();
    }
    if (nightly)
      for (const fault of FAULTS)
        if (fault.crash) checks.push([await caughtInCrashes({ ...fault, crash: fault.crash }, job)]);
    return { checks: checks.flat(), figures: [] } satisfies Result;
  },
};

async function withFault(stage: Stage, fault: Fault, { log }: Job): Promise<Check[]> {
  const { name, what, scenario, breaks } = fault;
  const found = await onTrial(stage, scenarioOf(scenario), fault);
  const caught = found.find((it) => it.promise === breaks && it.violation);
  log(`${name}: ${caught ? `caught, ${caught.violation}` : "NOT CAUGHT"}`);
  const tally = new Tally(`A planted bug, ${what}, is caught by "${PROMISES[breaks]}"`);
  tally.add(caught ? null : `${name} was not caught in ${scenario}`);
  return [tally.check];
}

/** Every situation with the product as it is: what is caught then is a bug of ours, or of the check. */
async function nothingPlanted(stage: Stage, { log }: Job): Promise<Check[]> {
  const tallies = new Map(
    Object.entries(PROMISES).map(([name, text]) => [name, new Tally(`With nothing planted: ${text}`)]),
  );
  const names = Object.keys(SCENARIOS) as ScenarioName[];
  const played = (keepsHouse: boolean) => async (trial: Trial) => {
    for (const name of names.filter((it) => (scenarioOf(it).keepsHouse ?? false) === keepsHouse)) {
      const found = await SCENARIOS[name].run(trial);
      for (const { promise, violation } of found)
        tallies.get(promise)?.add(violation && `${name}: ${violation}`);
      const bad = found.flatMap((it) => it.violation ?? []);
      log(`${name}, nothing planted: ${bad.length === 0 ? "clean" : bad.join("; ")}`);
    }
    return [];
  };
  await onTrial(stage, { gateways: 2, run: played(false) });
  await onTrial(stage, { gateways: 2, keepsHouse: true, run: played(true) });
  return [...tallies.values()].map(({ check }) => check);
}

async function onTrial(
  stage: Stage,
  { gateways, keepsHouse, run }: Scenario,
  plant?: Fault,
): Promise<Finding[]> {
  const { bundle, remove } = await bundleWith(plant?.source);
  try {
    const trial = await Trial.begin(stage, {
      ...{ bundle, gateways, ...(plant ? { plant } : {}) },
      ...(keepsHouse ? { env: { AGENTGATE_ROLE: "all" } } : {}),
    });
    return await run(trial).finally(() => trial.end());
  } finally {
    await remove();
  }
}
