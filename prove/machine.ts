import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type as kernel } from "node:os";
import { ROOT } from "../scripts/supervisor/build";

export type Machine = {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  /** Processes that wanted a core in the minute before: figures of a busy machine are worse. */
  load: number;
};

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${kernel()} ${release()}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** The commit that is proved, and whether files differ from it. Null outside of a git checkout. */
export function commit(): { id: string; changed: boolean } | null {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
    return { id: git("rev-parse", "HEAD"), changed: git("status", "--porcelain") !== "" };
  } catch {
    return null;
  }
}
