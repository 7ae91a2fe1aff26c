import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../scripts/supervisor/build";
import { endProcess } from "../../tests/gateway-process";
import { alsoAtInterrupt } from "../../tests/interrupt";
import { isOf, type Invariant } from "../crash/job";
import { Tally, type Check, type Job, type Result } from "../suite";
import { within } from "../within";
import type { Fault } from "./faults";

/** RELIABILITY gives the crash harness so many to find a planted bug in. */
const CYCLES = 50;

/** A cycle takes ten seconds; what takes longer than this hangs. */
const LONGEST_S = CYCLES * 60;

/** Whether the crash harness notices a fault, by the invariant that it breaks and not by something beside it. */
export async function caughtInCrashes(
  fault: Fault & { crash: Invariant },
  { seed, folder, log }: Job,
): Promise<Check> {
  const own = join(folder, fault.name);
  await mkdir(own, { recursive: true });
  const out = join(own, "result.json");
  const args = [
    join(import.meta.dirname, "crash-child.ts"),
    fault.name,
    String(seed),
    String(CYCLES),
    own,
    out,
  ];
  const child = spawn(process.execPath, ["--import", "tsx", ...args], { cwd: ROOT, stdio: "inherit" });
  const end = alsoAtInterrupt(() => endProcess(child, "SIGTERM"));
  const ended = new Promise((done, reject) => child.once("error", reject).once("exit", done));
  const code = await within(`The crash harness with ${fault.name}`, LONGEST_S, ended).finally(end);
  if (code !== 0) throw new Error(`The crash harness could not be run with ${fault.name}.`);
  const { checks } = JSON.parse(await readFile(out, "utf8")) as Result;
  const caught = checks
    .filter(({ promise }) => isOf(promise, fault.crash))
    .flatMap(({ violations }) => violations)[0];
  log(`${fault.name} under the crash harness: ${caught ? `caught, ${caught}` : "NOT CAUGHT"}`);
  const tally = new Tally(
    `A planted bug, ${fault.what}, is caught by the crash harness (${fault.crash}) in ${CYCLES} cycles`,
  );
  tally.add(caught ? null : `${fault.name} was not caught with seed ${seed}`);
  return tally.check;
}
