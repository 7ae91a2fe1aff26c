import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inheritedEnv } from "../../lib/platform/env/process";
import { APP_ROLE, freePort, SUPERUSER, urlFor } from "../../lib/platform/postgres";
import { loadSecrets } from "../../lib/platform/secrets";

const ROOT = resolve(import.meta.dirname, "../..");
/** Longer than a supervisor takes to end its parts. */
const SHUTDOWN_MS = 60_000;

/** The running product, as the specs see it. */
export type Stack = {
  dir: string;
  gatewayUrl: string;
  consoleUrl: string;
  /** The application's and a superuser's connection to its database, for making tenants and looking past RLS. */
  appUrl: string;
  superUrl: string;
  /** `policyKey` signs the policies that specs put in force, `vaultKeys` keep the secrets they set. */
  secrets: { auth: string; gateway: string; policyKey: string; vaultKeys: string };
  demoAgent: { apiKey: string; gatewayUrl: string; consoleUrl: string; tenant: string };
  /** Everything the supervisor printed until it was ready. */
  banner: string;
};

/** `npm start` in a new folder on free ports. Resolves once both planes answer. */
export async function startStack(): Promise<{ stack: Stack; stop: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "agentgate-e2e-"));
  // As root the database server runs as a user of its own, who has to pass through.
  await chmod(dir, 0o711);
  const [gatewayPort, consolePort] = [await freePort(), await freePort()];
  const [gatewayUrl, consoleUrl] = [`http://localhost:${gatewayPort}`, `http://localhost:${consolePort}`];
  const supervisor = spawn("npm", ["start"], {
    cwd: ROOT,
    env: {
      ...inheritedEnv(),
      NODE_ENV: "production",
      AGENTGATE_DIR: dir,
      GATEWAY_PORT: String(gatewayPort),
      CONSOLE_PORT: String(consolePort),
      GATEWAY_URL: gatewayUrl,
      CONSOLE_URL: consoleUrl,
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that stopping it signals npm and the supervisor alike.
    detached: true,
  });
  const stop = async (): Promise<void> => {
    await interrupt(supervisor);
    await rm(dir, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    const output = collect(supervisor);
    await untilReady(supervisor, [`${gatewayUrl}/readyz`, `${consoleUrl}/login`], output);
    return { stack: await describe(dir, gatewayUrl, consoleUrl, output()), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function describe(dir: string, gatewayUrl: string, consoleUrl: string, banner: string): Promise<Stack> {
  const { passwords, auth, gateway, policyKey, vaultKeys } = await loadSecrets(dir);
  const port = Number(await readFile(join(dir, "postgres.port"), "utf8"));
  const demoAgent = JSON.parse(await readFile(join(dir, "demo-agent.json"), "utf8")) as Stack["demoAgent"];
  return {
    dir,
    gatewayUrl,
    consoleUrl,
    appUrl: urlFor(port, APP_ROLE, passwords.app, "agentgate"),
    superUrl: urlFor(port, SUPERUSER, passwords.superuser, "agentgate"),
    secrets: { auth, gateway, policyKey, vaultKeys },
    demoAgent,
    banner,
  };
}

function collect(child: ChildProcess): () => string {
  let output = "";
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
  return () => output;
}

const START_MS = 480_000;

async function untilReady(child: ChildProcess, urls: readonly string[], output: () => string): Promise<void> {
  const deadline = Date.now() + START_MS;
  const answers = (url: string): Promise<boolean> =>
    fetch(url).then(
      (r) => r.ok,
      () => false,
    );
  while (!/is ready/.test(output()) || !(await Promise.all(urls.map(answers))).every(Boolean)) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output()}`);
    if (Date.now() > deadline) throw new Error(`npm start was not ready in time:\n${output()}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** npm is gone at once; its output ends when what it started has shut down, and only then may its folder go. */
async function interrupt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const closed = new Promise((done) => child.once("close", done));
  process.kill(-child.pid, "SIGTERM");
  await Promise.race([closed, pause(SHUTDOWN_MS, undefined, { ref: false })]);
}

/** Where global setup leaves the description for the workers, which are processes of their own. */
export const STATE_VARIABLE = "AGENTGATE_E2E_STATE";

export async function publishStack(stack: Stack): Promise<string> {
  const file = join(stack.dir, "e2e.json");
  await writeFile(file, JSON.stringify(stack), { mode: 0o600 });
  return file;
}

export async function readStack(): Promise<Stack> {
  const file = inheritedEnv()[STATE_VARIABLE];
  if (!file) throw new Error(`${STATE_VARIABLE} is not set: global setup did not run.`);
  return JSON.parse(await readFile(file, "utf8")) as Stack;
}
