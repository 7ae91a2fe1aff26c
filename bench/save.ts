import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commit, machine } from "../prove/machine";

/** Keeps a run's figures with what was measured, how, and on which machine. @returns the file */
export async function save(startedAt: Date, results: object): Promise<string> {
  const folder = join(import.meta.dirname, "results");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${startedAt.toISOString().replace(/[:.]/g, "-")}.json`);
  const command = ["npm run bench", ...process.argv.slice(2)].join(" -- ");
  const about = { startedAt, command, commit: commit(), machine: machine() };
  await writeFile(file, `${JSON.stringify({ ...about, ...results }, null, 2)}\n`);
  return file;
}
