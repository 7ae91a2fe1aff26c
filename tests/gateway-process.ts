import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { inheritedEnv } from "../lib/platform/env/process";
import { ROOT } from "../scripts/supervisor/build";
import { EXIT_WITH_PARENT } from "../scripts/supervisor/parts";

type Output = "inherit" | "ignore" | number;
export type GatewaySpec = {
  bundle: string;
  /** Over what this process was started with. */
  env: Readonly<Record<string, string | undefined>>;
  /** Loaded before it. */
  preloads?: readonly string[];
  /** Where its log lines go, and its errors: to ours, nowhere, or into an open file. */
  stdout?: Output;
  stderr?: Output;
};

/** One gateway in a process of its own, which ends when this one does. */
export function spawnGateway({ bundle, env, preloads = [], ...output }: GatewaySpec): ChildProcess {
  const { stdout = "inherit", stderr = "inherit" } = output;
  const imports = preloads.flatMap((file) => ["--import", file]);
  return spawn(process.execPath, [...EXIT_WITH_PARENT, ...imports, bundle], {
    cwd: ROOT,
    env: { ...inheritedEnv(), ...env },
    stdio: ["ignore", stdout, stderr, "ipc"],
  });
}

const START_MS = 120_000;
const BETWEEN_MS = 25;

/**
 * Waits until a process answers this URL well.
 * @throws Error where it ends before, or takes longer than any machine should need; with what it said
 */
export async function untilServing(child: ChildProcess, url: string, said = () => ""): Promise<void> {
  for (const deadline = Date.now() + START_MS; !(await serves(url)); await pause(BETWEEN_MS)) {
    const end = child.exitCode ?? child.signalCode;
    if (end !== null) throw new Error(`A process ended with ${end} before it answered ${url}. ${said()}`);
    if (Date.now() > deadline) throw new Error(`A process did not answer ${url} in time. ${said()}`);
  }
}

/** Whether somebody answers this with success, or with a redirection. */
export async function serves(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: "manual" });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    return false;
  }
}

/** Ends a process of ours, if it runs; it is gone when this resolves. */
export async function endProcess(
  child: ChildProcess | undefined,
  signal: NodeJS.Signals = "SIGKILL",
): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

/** The port that a server prints as its first words: "port 40123". @throws Error where it ends without a word */
export async function portOf(child: ChildProcess): Promise<number> {
  const silent = once(child, "exit").then(() => Promise.reject(new Error("A server ended without a word.")));
  const [said] = (await Promise.race([once(child.stdout!, "data"), silent])) as [Buffer];
  return Number(/port (\d+)/.exec(said.toString())?.[1]);
}

const SESSION_TRIES = 20;

/** A gateway that has only just started may have to wait for its database on a busy machine. @throws where it never answers */
export async function openSession(url: string, apiKey: string): Promise<string> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${url}/api/v1/sessions`, { method: "POST", headers, body: "{}" });
    const said = await response.text();
    if (response.ok) return (JSON.parse(said) as { session_id: string }).session_id;
    if (tries === SESSION_TRIES) throw new Error(`No session: ${response.status} ${said}`);
    await pause(500);
  }
}
