import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { inheritedEnv } from "../../lib/platform/env/process";
import { ROOT } from "../../scripts/supervisor/build";
import { endProcess } from "../../tests/gateway-process";
import { alsoAtInterrupt } from "../../tests/interrupt";
import type { Check, Job, Result, Suite } from "../suite";
import { within } from "../within";
import { checksOf, type Drill, type VitestReport } from "./checks";

/** Tests of `npm test` that try the same promise more often at full scale. */
const DRILLS: readonly Drill[] = [
  {
    file: "lib/gateway/enforce/stopping.system.test.ts",
    numbered: [{ title: /, in (?<times>\d+) drills/, test: "T77" }],
  },
  {
    file: "lib/gateway/quarantine.system.test.ts",
    numbered: [{ title: /: (?<times>\d+) of them$/ }, { title: /: (?<times>\d+) times,/ }],
  },
  {
    file: "lib/gateway/redeeming.integration.test.ts",
    numbered: [
      { title: /: (?<times>\d+) of them, each with \d+ racing/, test: "T51" },
      { title: /^an approved call (?:does not run|is refused)/, test: "T52 in part" },
    ],
  },
];
const LONGEST_S = 2_400;

/** The races and drills of `npm test` at their full number: stops, quarantines, redemptions. */
export const drills: Suite = {
  name: "drills",
  title: "stops under load, quarantine across processes and kills, racing redemptions, at full number",
  skip: { pr: "npm test has them, at a smaller number" },
  run: async (job) => {
    const checks: Check[] = [];
    for (const drill of DRILLS) checks.push(...(await run(drill, job)));
    return { checks, figures: [] } satisfies Result;
  },
};

async function run(drill: Drill, { folder, log }: Job): Promise<Check[]> {
  const { file } = drill;
  const require = createRequire(import.meta.url);
  const vitest = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
  const out = join(folder, `${file.replaceAll("/", "-")}.json`);
  // Of whichever project it is; and what fails once is a violation, also where it would be tried again.
  const args = [vitest, "run", file, "--retry=0", "--reporter=json", `--outputFile=${out}`];
  log(file);
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...inheritedEnv(), AGENTGATE_TEST_SCALE: "full" },
    stdio: "inherit",
  });
  const end = alsoAtInterrupt(() => endProcess(child, "SIGTERM"));
  const ended = new Promise<unknown>((done, reject) =>
    child.once("error", reject).once("exit", (code, signal) => done(code ?? signal)),
  );
  const code = await within(file, LONGEST_S, ended).finally(end);
  const said = await readFile(out, "utf8").catch(() => null);
  if (said === null) throw new Error(`${file} ended with ${String(code)} and left no report.`);
  return checksOf(drill, JSON.parse(said) as VitestReport, code);
}
