import { Tally, type Check, type Figure, type Job, type Suite } from "../suite";
import {
  MODES,
  REVISIONS,
  readBaseline,
  requiredBy,
  type Baseline,
  type Mode,
  type Revision,
} from "./baseline";
import { startControl } from "./client-control";
import { runOfficial, type Results, type Run } from "./official";
import { startWorld } from "./world";

/** How many scenarios may be known not to pass. It only ever goes down. */
const KNOWN_AT_MOST: Record<Mode, Record<Revision, number>> = {
  server: { "2026-07-28": 0, "2025-11-25": 8 },
  client: { "2026-07-28": 25, "2025-11-25": 15 },
};

/**
 * The official MCP suite against the real gateway on a throw-away database: its clients against `/mcp/{upstream}`, and
 * its servers as upstreams that an agent uses through the gateway.
 */
export const conformance: Suite = {
  name: "conformance",
  title: "the official MCP suite, as a server to agents and as a client of upstreams, for both revisions",
  run: async (job) => {
    const baseline = await readBaseline();
    const checks: Check[] = [];
    const figures: Figure[] = [];
    const world = await startWorld();
    try {
      const control = await startControl(world);
      const subject = {
        server: ["--url", world.url],
        client: ["--command", `${process.execPath} prove/conformance/client-command.mjs ${control.url}`],
      };
      for (const mode of MODES)
        for (const revision of REVISIONS) {
          const required = await requiredBy(revision, mode);
          const run: Run = { mode, revision, subject: subject[mode], folder: job.folder };
          const results = mode === "server" ? await runOfficial(run) : await runEach(run, required);
          const judged = judge(results, required, baseline, mode, revision);
          checks.push(judged.check);
          figures.push(...judged.figures);
          say(job, mode, revision, judged);
        }
      await control.close();
    } finally {
      await world.close();
    }
    return { checks, figures };
  },
};

/** Nothing that the gateway's upstream client does could change how these end, so they are not run. */
const NOT_PLAYED = /^auth\//;

/** Servers of the suite, one after the other: started all at once, each would wait for the others' registrations. */
async function runEach(run: Run, required: readonly string[]): Promise<Results> {
  let results: Results = new Map();
  for (const scenario of required.filter((it) => !NOT_PLAYED.test(it)))
    results = await runOfficial({ ...run, scenario });
  return results;
}

type Judged = { check: Check; figures: Figure[] };

/** Required scenarios pass, but for those listed; those listed fail, or they are listed no more. */
export function judge(
  results: Results,
  required: readonly string[],
  baseline: Baseline,
  mode: Mode,
  revision: Revision,
): Judged {
  const entries = baseline[mode][revision];
  const known = new Set(entries.flatMap(({ scenarios }) => scenarios));
  const tally = new Tally(
    `${revision}, ${mode}: every scenario that is required passes, but for those listed with a reason`,
  );
  for (const scenario of required) {
    const failure = results.has(scenario) ? results.get(scenario)! : "it did not run";
    if (known.has(scenario)) tally.add(failure === null && `${scenario} passes: remove it from the list`);
    else tally.add(failure !== null && `${scenario}: ${failure}`);
  }
  for (const scenario of known)
    if (!required.includes(scenario)) tally.add(`${scenario} is listed and not required`);
  const passed = required.filter((scenario) => results.get(scenario) === null).length;
  const most = KNOWN_AT_MOST[mode][revision];
  const figures: Figure[] = [
    { name: `${revision}, ${mode}: passed`, value: passed, unit: `of ${required.length}` },
    {
      name: `${revision}, ${mode}: known not to pass`,
      value: known.size,
      unit: "scenarios",
      limit: { most },
    },
    ...entries.map(({ scenarios, reason }) => ({
      ...{
        name: `${revision}, ${mode}, not passed: ${scenarios.join(", ")}. ${reason}`,
        value: scenarios.length,
      },
      unit: "scenarios",
    })),
  ];
  return { check: tally.check, figures };
}

function say({ log }: Job, mode: Mode, revision: Revision, { check, figures }: Judged): void {
  const [passed, known] = figures;
  const how =
    check.violations.length === 0 ? "as expected" : `NOT as expected:\n  ${check.violations.join("\n  ")}`;
  log(
    `${revision}, ${mode}: ${passed!.value} ${passed!.unit} passed, ${known!.value} known failures, ${how}`,
  );
}
