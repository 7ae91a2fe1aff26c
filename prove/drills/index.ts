import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { inheritedEnv } from "../../lib/platform/env/process";
import { ROOT } from "../../scripts/supervisor/build";
import { endProcess } from "../../tests/gateway-process";
import { alsoAtInterrupt } from "../../tests/interrupt";
import type { Check, Job, Result, Suite } from "../suite";

/** Tests of `npm test` that try the same promise more often at full scale. */
const DRILLS = [
  { file: "lib/gateway/enforce/stopping.system.test.ts", project: "system" },
  { file: "lib/gateway/quarantine.system.test.ts", project: "system" },
  { file: "lib/gateway/redeeming.integration.test.ts", project: "integration" },
] as const;

type Assertion = { fullName: string; status: string; failureMessages?: string[] };
type VitestReport = { testResults: { name: string; message?: string; assertionResults: Assertion[] }[] };

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

async function run({ file, project }: (typeof DRILLS)[number], { folder, log }: Job): Promise<Check[]> {
  const require = createRequire(import.meta.url);
  const vitest = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
  const out = join(folder, `${file.replaceAll("/", "-")}.json`);
  const args = [vitest, "run", "--project", project, file, "--reporter=json", `--outputFile=${out}`];
  log(file);
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...inheritedEnv(), AGENTGATE_TEST_SCALE: "full" },
    stdio: "inherit",
  });
  const end = alsoAtInterrupt(() => endProcess(child, "SIGTERM"));
  await new Promise((done, reject) => child.once("error", reject).once("exit", done)).finally(end);
  const report = JSON.parse(await readFile(out, "utf8")) as VitestReport;
  return report.testResults.flatMap(({ message, assertionResults }) =>
    assertionResults.length > 0
      ? assertionResults.map(checkOf)
      : [{ promise: file, trials: 1, violations: [message ?? "It could not be loaded."] }],
  );
}

function checkOf({ fullName, status, failureMessages }: Assertion): Check {
  const broken = status === "passed" ? [] : [failureMessages?.[0] ?? status];
  return { promise: fullName, trials: 1, violations: broken };
}
