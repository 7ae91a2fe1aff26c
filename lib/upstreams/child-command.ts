import { existsSync } from "node:fs";
import { basename } from "node:path";

export type ChildSpec = { command: string; args: string[]; env: Record<string, string>; cwd?: string };
export type ChildLimits = { maxAnswerKb: number; memoryMb: number };

const SHELL = "/bin/sh";
/** No core dumps, which hold secrets, and a bound on open files; then the program takes the shell's place. */
const LIMITED = 'ulimit -c 0; ulimit -n 1024 2>/dev/null; unset PWD OLDPWD SHLVL; exec "$@"';
/** The part of its memory that a Node child may fill with objects: then it collects garbage, or says that it is out of memory, before we end it. */
const HEAP_SHARE = 0.75;

/** The same program under what limits the system offers. It stays one process: the shell becomes the program. */
export function bounded(spec: ChildSpec, memoryMb: number, hasShell = existsSync(SHELL)): ChildSpec {
  const env = { ...heap(spec.command, memoryMb), ...spec.env };
  if (!hasShell) return { ...spec, env };
  return { ...spec, command: SHELL, args: ["-c", LIMITED, "sh", spec.command, ...spec.args], env };
}

function heap(command: string, memoryMb: number): Record<string, string> {
  const isNode = /^(node|npx|npm)(\.exe|\.cmd)?$/.test(basename(command));
  return isNode ? { NODE_OPTIONS: `--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}` } : {};
}
