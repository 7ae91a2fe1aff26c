import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "../../e2e/support/stack";
import { inheritedEnv } from "../../lib/platform/env/process";
import { freePort } from "../../lib/platform/postgres";
import { rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";
import { NEXT, ROOT } from "../../scripts/supervisor/build";
import { EXIT_WITH_PARENT } from "../../scripts/supervisor/parts";
import { endProcess, untilServing } from "../../tests/gateway-process";

/** Folders of a build that serving it does not need. */
const UNSERVED = ["cache", "dev", "diagnostics", "types", "trace"];
/** Of what the console says when it does not start. */
const KEPT_CHARS = 2_000;

export type CopiedConsole = { url: string; process: ChildProcess; stop: () => Promise<void> };

type Options = {
  proxy: boolean;
  /** For its process, before what it runs. */
  nodeArgs?: readonly string[];
};

/**
 * The console once more, of a copy of the build that lies there, on the product's database: as it is, or with the proxy cut
 * out of it. `next start` runs the proxy that the build's list of functions names, so what is cut out is that entry and
 * the proxy's own file.
 */
export async function startCopy(
  stack: Pick<Stack, "gatewayUrl" | "appUrl" | "secrets">,
  { proxy, nodeArgs = [] }: Options,
): Promise<CopiedConsole> {
  const dir = await mkdtemp(join(tmpdir(), "agentgate-console-"));
  // Where this process is ended early, the console ends with it, and its folder goes here.
  const removeNow = () => rmSync(dir, { recursive: true, force: true });
  process.once("exit", removeNow);
  const remove = async () => {
    process.off("exit", removeNow);
    await rm(dir, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await copyBuild(dir);
    if (!proxy) await cutProxy(dir);
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const child = spawn(
      process.execPath,
      [...nodeArgs, ...EXIT_WITH_PARENT, NEXT, "start", dir, "--port", String(port)],
      // With a channel between us it ends when we do, however that happens.
      { cwd: dir, env: envOf(stack, dir, url), stdio: ["ignore", "pipe", "pipe", "ipc"] },
    );
    const stop = async () => {
      await endProcess(child, "SIGTERM");
      await remove();
    };
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data: Buffer) => (said = (said + data.toString()).slice(-KEPT_CHARS)));
    try {
      await untilServing(child, `${url}/login`, () => said);
    } catch (error) {
      await stop();
      throw error;
    }
    return { url, process: child, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function copyBuild(dir: string): Promise<void> {
  const from = join(ROOT, ".next");
  const served = (path: string) => !UNSERVED.includes(path.slice(from.length + 1));
  await cp(from, join(dir, ".next"), { recursive: true, filter: served, verbatimSymlinks: true });
  await mkdir(join(dir, "app"));
  for (const name of ["node_modules", "package.json", "next.config.js"])
    await symlink(join(ROOT, name), join(dir, name));
}

type Functions = { functions: Record<string, unknown> };

async function cutProxy(dir: string): Promise<void> {
  const list = join(dir, ".next/server/functions-config-manifest.json");
  const functions = JSON.parse(await readFile(list, "utf8")) as Functions;
  if (!("/_middleware" in functions.functions))
    throw new Error("This build names no proxy, so none can be cut out.");
  delete functions.functions["/_middleware"];
  await writeFile(list, JSON.stringify(functions));
  for (const file of ["middleware.js", "middleware.js.map", "middleware.js.nft.json"])
    await rm(join(dir, ".next/server", file), { force: true });
}

function envOf(
  stack: Pick<Stack, "gatewayUrl" | "appUrl" | "secrets">,
  dir: string,
  url: string,
): NodeJS.ProcessEnv {
  const { auth, gateway, policyKey, vaultKeys } = stack.secrets;
  return {
    ...inheritedEnv(),
    ...{ NODE_ENV: "production", LOG_LEVEL: "warn", NEXT_TELEMETRY_DISABLED: "1" },
    ...{ AGENTGATE_DIR: dir, CONSOLE_URL: url, GATEWAY_URL: stack.gatewayUrl },
    ...{ DATABASE_URL: stack.appUrl, DATABASE_POOL_SIZE: "6" },
    ...{ AUTH_SECRET: auth, AGENTGATE_SECRET: gateway, AGENTGATE_VAULT_KEYS: vaultKeys },
    AGENTGATE_POLICY_SIGNING_KEY: policyKey,
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
  };
}
