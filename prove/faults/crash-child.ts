import { writeFile } from "node:fs/promises";
import pg from "pg";
import { runCrash } from "../crash/run-crash";
import { FAULTS } from "./faults";
import { bundleWith, plantInDatabase } from "./plant";

/** One fault under the crash harness, in a process of its own: `crash-child.ts FAULT SEED CYCLES FOLDER OUT`. */
const [name = "", seed = "", cycles = "", folder = "", out = ""] = process.argv.slice(2);
const fault = FAULTS.find((it) => it.name === name);
if (!fault?.crash) throw new Error(`There is no fault ${name} for the crash harness.`);
const { database, crash: until } = fault;
const { bundle, remove } = await bundleWith(fault.source);
try {
  const result = await runCrash({
    ...{ seed: Number(seed), cycles: Number(cycles), bundle, folder, until },
    // The console is made of the sources as they are.
    console: false,
    ...(database ? { prepareDatabase: (superUrl: string) => plantAt(superUrl, database) } : {}),
    log: (line) => console.log(`  ${name}: ${line}`),
  });
  await writeFile(out, JSON.stringify(result));
} finally {
  await remove();
}
process.exit(0);

async function plantAt(superUrl: string, plant: NonNullable<typeof database>): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  await plantInDatabase(client, plant).finally(() => client.end());
}
