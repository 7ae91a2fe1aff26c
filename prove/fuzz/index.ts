import { alsoAtInterrupt } from "../../tests/interrupt";
import { withoutLimit, type Figure, type Job, type Result, type Suite } from "../suite";
import { consoleSuite } from "./console/index";
import { openConsole } from "./console/world";
import { jsonTable } from "./gateway/json-table";
import { limits, slow } from "./gateway/limits";
import { storm } from "./gateway/storm";
import { Watch } from "./gateway/watch";
import { startFuzzWorld, type FuzzWorld } from "./gateway/world";
import { outboundSuite } from "./outbound/index";
import { parsers } from "./parsers/index";
import { signatures } from "./signatures/index";

/** What nobody meant, sent to everything that reads what strangers send. */
export const fuzz: Suite = {
  name: "fuzz",
  title: "bodies, headers, actions, JSON, patterns, YAML, addresses and signatures that nobody meant",
  run: async (job) => {
    const results = [await signatures(job), parsers(job), await outboundSuite(job), await overGateway(job)];
    const figures = results.flatMap((result) => result.figures);
    return {
      checks: results.flatMap(({ checks }) => checks),
      figures: job.scale === "pr" ? figures.map(untimed) : figures,
    };
  },
};

/** Before a merge other suites run beside this one, and what something took says as much of them. */
function untimed(figure: Figure): Figure {
  return figure.unit === "ms" ? withoutLimit(figure) : figure;
}

async function overGateway(job: Job): Promise<Result> {
  const world = await startFuzzWorld(job.folder);
  const stop = alsoAtInterrupt(world.stop);
  try {
    // Held for half a minute, while others are served.
    const held = slow(world);
    held.catch(() => undefined);
    const watch = new Watch(world.vitals);
    const results = [await storm(world, job, watch)];
    for (const part of [() => jsonTable(world), () => limits(world), () => held]) {
      results.push(await part());
      await watch.look();
    }
    results.push(watch.result());
    results.push(await overConsole(world, job));
    return {
      checks: results.flatMap(({ checks }) => checks),
      figures: results.flatMap(({ figures }) => figures),
    };
  } finally {
    await stop();
  }
}

/** The gateway beside it goes on: what the console's tenant has comes through it. */
async function overConsole(world: FuzzWorld, job: Job): Promise<Result> {
  const console = await openConsole(world);
  try {
    return await consoleSuite(console, job);
  } finally {
    await console.stop();
  }
}
