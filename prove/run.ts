import { randomInt } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inheritedEnv } from "../lib/platform/env/process";
import { ROOT } from "../scripts/supervisor/build";
import { Children } from "./children";
import { commit, machine } from "./machine";
import { markdownOf, partHeld, type Part, type Report } from "./report";
import { SCALES, type Result, type Scale } from "./suite";
import { SUITES } from "./suites";

/**
 * `npm run prove [-- --suite NAME]… [--scale pr|nightly] [--seed N]`: runs the suites, each in a process of its own, and
 * writes one report as Markdown and JSON to proof/. docs/PROOF.md says how to read it. Ends with 1 where a promise was
 * broken or a suite could not be carried out, with 2 where it was asked for something that is not there, with 130 where it
 * was interrupted.
 */
const SUITE = ["--import", "tsx", join(import.meta.dirname, "child.ts")];
/** What takes longer hangs. */
const LONGEST_MS: Record<Scale, number> = { pr: 20 * 60_000, nightly: 6 * 3_600_000 };
const children = new Children(ROOT);

async function main(): Promise<number> {
  const asked = read(process.argv.slice(2));
  if (typeof asked === "string") {
    console.error(asked);
    return 2;
  }
  const { names, scale, seed } = asked;
  const startedAt = new Date().toISOString();
  const folder = join(ROOT, "proof", startedAt.replace(/[:.]/g, "-"));
  await mkdir(folder, { recursive: true });
  const about = { startedAt, scale, seed, commit: commit(), machine: machine() };
  const parts: Part[] = [];
  for (const name of names) {
    if (children.interrupted) break;
    const part = await prove(name, asked, folder);
    console.log(`${name}: ${wordFor(part)}`);
    parts.push(part);
    // After each, so that a run that is cut off leaves what it had.
    await write(folder, { ...about, parts });
  }
  console.log(`\nReport: ${join(folder, "report.md")}`);
  if (children.interrupted) return 130;
  return parts.every(partHeld) ? 0 : 1;
}

type Asked = { names: string[]; all: boolean; scale: Scale; seed: number };

/** @returns what is asked for, or a sentence that says why that cannot be done */
function read(args: string[]): Asked | string {
  const options = {
    suite: { type: "string", multiple: true },
    scale: { type: "string", default: "pr" },
    seed: { type: "string" },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    return `${(error as Error).message}\nUsage: npm run prove -- [--suite NAME]… [--scale ${SCALES.join("|")}] [--seed N]`;
  }
  const scale = SCALES.find((it) => it === values.scale);
  if (!scale) return `There is no scale "${values.scale}". There are: ${SCALES.join(", ")}.`;
  const wanted = values.suite ?? [];
  const unknown = wanted.find((name) => !Object.hasOwn(SUITES, name));
  if (unknown !== undefined)
    return `There is no suite "${unknown}". There are: ${Object.keys(SUITES).join(", ")}.`;
  const seed = values.seed === undefined ? randomInt(2 ** 32) : Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    return "A seed is an integer from 0 to 4294967295.";
  const all = wanted.length === 0;
  return { names: all ? Object.keys(SUITES) : [...new Set(wanted)], all, scale, seed };
}

async function prove(name: string, { all, scale, seed }: Asked, folder: string): Promise<Part> {
  const suite = await SUITES[name]!();
  const about = {
    ...{ name, title: suite.title },
    command: `${settings()}npm run prove -- --suite ${name} --scale ${scale} --seed ${seed}`,
  };
  const reason = suite.skip?.[scale];
  // Asked for by its name, it runs.
  if (all && reason !== undefined) return { ...about, seconds: 0, skipped: reason };
  console.log(`\n${name}: ${suite.title} (seed ${seed})`);
  const evidence = join(folder, name);
  await mkdir(evidence, { recursive: true });
  const out = join(evidence, "result.json");
  const began = performance.now();
  const failed = await children.run([...SUITE, name, scale, String(seed), evidence, out], LONGEST_MS[scale]);
  const seconds = (performance.now() - began) / 1_000;
  if (failed !== null) return { ...about, seconds, failed };
  return { ...about, seconds, result: JSON.parse(await readFile(out, "utf8")) as Result };
}

/** What was set to make a run shorter is part of how to run it again. */
function settings(): string {
  const set = Object.entries(inheritedEnv()).filter(([name]) => name.startsWith("AGENTGATE_PROVE_"));
  return set.map(([name, value]) => `${name}=${value} `).join("");
}

function wordFor(part: Part): string {
  if ("skipped" in part) return `not run: ${part.skipped}`;
  return partHeld(part) ? `kept, in ${Math.round(part.seconds)} s` : "BROKEN";
}

async function write(folder: string, report: Report): Promise<void> {
  await writeFile(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(folder, "report.md"), markdownOf(report));
}

process.exitCode = await main();
