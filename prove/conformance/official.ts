import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { inheritedEnv } from "../../lib/platform/env/process";
import { ROOT } from "../../scripts/supervisor/build";
import { PACKAGE, type Mode, type Revision } from "./baseline";

type Found = { id: string; status: string; errorMessage?: string; description?: string };

/** What each scenario that ran came to: null where it passed, else its first failure. */
export type Results = Map<string, string | null>;

export type Run = {
  mode: Mode;
  revision: Revision;
  /** `--url …` or `--command …`. */
  subject: readonly string[];
  /** One by itself; left out: all that the revision requires. */
  scenario?: string;
  /** Results and the suite's own words go here. */
  folder: string;
};

const MOST_MS = 180_000;

/** Runs what a revision requires of one side. Its exit code is not asked: it knows of no reasons. */
export async function runOfficial({ mode, revision, subject, folder, scenario }: Run): Promise<Results> {
  const out = join(folder, `${mode}-${revision}`);
  const log = createWriteStream(`${out}.log`, { flags: "a" });
  const what =
    scenario === undefined
      ? ["--requirements", revision]
      : ["--scenario", scenario, "--spec-version", revision];
  const options = [...what, "--output-dir", out, "--timeout", "60000"];
  const args = [...node20(), join(PACKAGE, "dist/index.js"), mode, ...subject, ...options];
  const suite = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...inheritedEnv(), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  suite.stdout.pipe(log, { end: false });
  suite.stderr.pipe(log, { end: false });
  const stop = () => suite.kill();
  process.once("exit", stop);
  // What has no result by then did not run, and is told so.
  const patience = setTimeout(stop, MOST_MS);
  await new Promise((done, reject) => suite.once("error", reject).once("close", done));
  clearTimeout(patience);
  process.off("exit", stop);
  await new Promise<void>((done) => log.end(done));
  return resultsIn(out, mode);
}

/** The suite is published for Node 22. */
function node20(): string[] {
  const major = Number(process.versions.node.split(".")[0]);
  return major < 22 ? ["--import", join(import.meta.dirname, "node20.mjs")] : [];
}

async function resultsIn(folder: string, mode: Mode): Promise<Results> {
  const results: Results = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.name !== "checks.json") continue;
    const found = JSON.parse(await readFile(join(entry.parentPath, entry.name), "utf8")) as Found[];
    results.set(scenarioOf(relative(folder, entry.parentPath), mode), firstFailure(found));
  }
  return results;
}

/** `server-tools-list-2026-11-22T08-00-00-000Z` → `tools-list`. A client's has no such beginning, and may have a `/`. */
export function scenarioOf(folder: string, mode: Mode): string {
  const name = folder.replaceAll("\\", "/").replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, "");
  return mode === "server" ? name.replace(/^server-/, "") : name;
}

/** As the suite judges it: a warning is a failure. One that was never checked did not pass. */
export function firstFailure(found: readonly Found[]): string | null {
  const failed = found.find(({ status }) => status === "FAILURE" || status === "WARNING");
  if (failed) return `${failed.id}: ${failed.errorMessage ?? failed.description ?? failed.status}`;
  return found.some(({ status }) => status === "SUCCESS") ? null : "nothing was checked";
}
