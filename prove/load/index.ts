import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { watchDisk } from "../../bench/disk";
import { startLoadProcess } from "../../bench/load";
import { startWorld } from "../../bench/world";
import { alsoAtInterrupt } from "../../tests/interrupt";
import type { Check, Figure, Job, Result, Suite } from "../suite";
import { callOf, capacityOf, type Stage } from "./calls";
import { noisy } from "./noisy";
import { overload } from "./overload";
import { planFor } from "./plan";
import { processes } from "./processes";
import { steady } from "./steady";
import { stored } from "./stored";

/** As in other tests: a busy machine may starve the database for seconds, and a call that was decided then ends in 503. */
const STARVED = { DATABASE_WAIT_MS: "20000" };

/** Real gateway processes on a PostgreSQL that waits for its disk, under more and less than they can do. */
export const load: Suite = {
  name: "load",
  title:
    "half of capacity for minutes, ten times capacity, more processes, millions stored, noisy neighbours",
  run: async (job) => {
    const plan = planFor(job.scale);
    const world = await startWorld({ gateways: plan.more ? 2 : 1, settings: STARVED });
    const disk = watchDisk(world.folder);
    const stage = { world, load: startLoadProcess(), beside: startLoadProcess(), disk };
    const stop = alsoAtInterrupt(async () => {
      await Promise.all([stage.load.stop(), stage.beside.stop(), disk.stop()]);
      await world.stop();
    });
    try {
      return await prove(stage, plan, job);
    } finally {
      await stop();
    }
  },
};

async function prove(stage: Stage, plan: ReturnType<typeof planFor>, job: Job): Promise<Result> {
  const { capacitySeconds, overloadSeconds, recoverySeconds, more } = plan;
  const checks: Check[] = [];
  const figures: Figure[] = [];
  const add = (result: Partial<Result>) => {
    checks.push(...(result.checks ?? []));
    figures.push(...(result.figures ?? []));
    // What is measured is kept, also where a later part fails.
    writeFileSync(join(job.folder, "so-far.json"), JSON.stringify({ checks, figures }, null, 2));
  };
  const capacity = await capacityOf(stage.load, callOf(stage.world, stage.world.port), capacitySeconds);
  job.log(`capacity: ${Math.round(capacity)} calls/s`);
  add({ figures: [{ name: "capacity: 32 callers that never pause", value: capacity, unit: "calls/s" }] });
  if (more) {
    job.log(`half of it for ${more.steadySeconds} s`);
    add(await steady(stage, capacity, more.steadySeconds));
  }
  job.log(`ten times it for ${overloadSeconds} s`);
  add(await overload(stage, capacity, { seconds: overloadSeconds, recoverySeconds, limits: more !== null }));
  if (!more) return { checks, figures };
  job.log(`a noisy neighbour, twice ${more.noisySeconds} s`);
  add(await noisy(stage, capacity, more.noisySeconds));
  job.log(`one and two processes, ${more.processesSeconds} s each`);
  add({ figures: await processes(stage, more.processesSeconds) });
  job.log(`with ${more.stored.join(", ")} decisions stored`);
  add({ figures: await stored(stage, more.stored, more.processesSeconds, job) });
  return { checks, figures };
}
