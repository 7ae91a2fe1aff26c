import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

const LEVELS: Record<number, string> = { 40: "warning", 50: "error", 60: "fatal" };
const KEEP_BYTES = 10 * 1024 * 1024;

/** One line to the person at the terminal. */
export function say(line: string): void {
  console.log(line);
}

/** One line of trouble to the person at the terminal. */
export function complain(line: string): void {
  console.error(line);
}

/** The file a part logs to; one that has grown large is set aside first. */
export function logFile(dir: string, part: string): string {
  const folder = join(dir, "logs");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${part}.log`);
  if (existsSync(file) && statSync(file).size > KEEP_BYTES) renameSync(file, `${file}.1`);
  return file;
}

type Streams = { stdout: Readable | null; stderr: Readable | null };

/** Writes everything a part says to its log, and what a person should see to the terminal. */
export function record(part: string, file: string, { stdout, stderr }: Streams): void {
  const log = createWriteStream(file, { flags: "a", mode: 0o600 });
  const open = [stdout, stderr].filter((stream) => stream !== null);
  let left = open.length;
  for (const stream of open) {
    const lines = createInterface({ input: stream });
    lines.on("line", (line) => {
      log.write(`${line}\n`);
      const notice = worthShowing(line, stream === stderr);
      if (notice) complain(`${part}: ${notice}`);
    });
    lines.once("close", () => {
      left -= 1;
      if (left === 0) log.end();
    });
  }
}

/** Of our JSON logs, warnings and worse as one plain line; of other programs, what they send to stderr. */
export function worthShowing(line: string, fromStderr: boolean): string | undefined {
  const entry = jsonEntry(line);
  if (!entry) return fromStderr && line.trim() ? line : undefined;
  const level = LEVELS[Number(entry.level)];
  if (!level) return undefined;
  const about = ["component", "code", "upstream", "status"].flatMap((name) => {
    const value = entry[name];
    return typeof value === "string" || typeof value === "number" ? [`${name} ${value}`] : [];
  });
  return `${level}: ${String(entry.msg ?? "")}${about.length > 0 ? ` (${about.join(", ")})` : ""}`;
}

function jsonEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
