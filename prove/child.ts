import { writeFile } from "node:fs/promises";
import { unlessInterrupted } from "../tests/interrupt";
import { SCALES, type Scale } from "./suite";
import { SUITES } from "./suites";

/** One suite in a process of its own: `child.ts NAME SCALE SEED FOLDER OUT`, whose result goes to the file OUT. */
const [name = "", scale = "", seed = "", folder = "", out = ""] = process.argv.slice(2);
const load = SUITES[name];
if (!load || !SCALES.includes(scale as Scale)) throw new Error(`No suite ${name} at scale ${scale}.`);
const suite = await load();
const running = suite.run({
  scale: scale as Scale,
  seed: Number(seed),
  folder,
  log: (line) => console.log(`  ${line}`),
});
// What fails while everything is being ended is no violation, and must not keep the rest from ending.
const result = await running.finally(unlessInterrupted);
await writeFile(out, JSON.stringify(result));
// What a suite forgot to close must not keep the report waiting.
process.exit(0);
