import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The command line of a living process, or undefined. Zombies have none. */
export function commandOf(pid: number): string | undefined {
  if (process.platform !== "linux") return ps(pid, "command=");
  const text = read(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ").trim();
  return text || undefined;
}

/**
 * What tells this process from a later one that got the same number: when it began, by the system's own
 * record. Undefined for a process that doesn't live.
 */
export function identityOf(pid: number): string | undefined {
  if (process.platform !== "linux") return ps(pid, "lstart=");
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold anything; count from behind it.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, started] = [fields?.[0], fields?.[19]];
  if (!started || state === "Z" || state === "X") return undefined;
  return `${read("/proc/sys/kernel/random/boot_id")?.trim() ?? ""} ${started}`;
}

/** Sends a signal to a process (or, with a negative number, to its group); false where nobody could get it. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // Some systems answer EPERM for a group of which only a dead process is left.
    if (code === "ESRCH" || (code === "EPERM" && pid < 0)) return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim();
    return text || undefined;
  } catch {
    return undefined;
  }
}
