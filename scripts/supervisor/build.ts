import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { signal } from "../../lib/platform/processes";
import { say } from "./output";

export const ROOT = join(import.meta.dirname, "../..");
const NEXT = createRequire(import.meta.url).resolve("next/dist/bin/next");

/** What `next build` reads. A change of any of it, tests aside, makes the last build old. */
const INPUT_FOLDERS = ["app", "components", "lib", "prisma/schema", "public"];
const INPUT_FILES = [
  "proxy.ts",
  "instrumentation.ts",
  "next.config.js",
  "postcss.config.mjs",
  "package-lock.json",
  "tsconfig.json",
];

/** Bundles our own code of the gateway into one file; packages stay packages. Takes a fraction of a second. */
export async function buildGateway(): Promise<string> {
  const outfile = join(ROOT, "dist/gateway.mjs");
  const contents = await bundleGateway(outfile);
  await mkdir(join(ROOT, "dist"), { recursive: true });
  const unfinished = `${outfile}.${process.pid}`;
  await writeFile(unfinished, contents);
  await rename(unfinished, outfile);
  return outfile;
}

/** The contents of that file. A plugin can change what it is made of (prove/faults/). */
export async function bundleGateway(outfile: string, plugins: Plugin[] = []): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "gateway/server.ts")],
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
    write: false,
    plugins,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** What a build needs besides the sources. `started` is told its pid, for it can outlive a killed supervisor. */
export type BuildOptions = {
  env: NodeJS.ProcessEnv;
  log: string;
  signal: AbortSignal;
  started: (pid: number) => void;
};

/**
 * Runs `next build` unless the last one was made of the same inputs.
 * @throws Error with the end of its output when it fails.
 */
export async function buildConsole(options: BuildOptions): Promise<void> {
  const stamp = join(ROOT, ".next/agentgate-inputs");
  const inputs = await hashInputs(new URL(options.env.CONSOLE_URL ?? "http://localhost").protocol);
  const built =
    existsSync(join(ROOT, ".next/BUILD_ID")) && (await readFile(stamp, "utf8").catch(() => "")) === inputs;
  if (built) return;
  say("Building the console; this takes a minute and happens only after changes.");
  const began = Date.now();
  await nextBuild(options);
  await writeFile(stamp, inputs);
  say(`Built the console in ${Math.round((Date.now() - began) / 1000)} s.`);
}

async function nextBuild({ env, log, signal: stop, started }: BuildOptions): Promise<void> {
  const output = openSync(log, "w", 0o600);
  const child = spawn(process.execPath, [NEXT, "build"], {
    cwd: ROOT,
    env: { ...env, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", output, output],
    // It starts workers, which end with it only as one group.
    detached: true,
  });
  closeSync(output);
  const { pid } = child;
  if (pid) started(pid);
  const abort = () => pid && signal(-pid, "SIGKILL");
  stop.addEventListener("abort", abort);
  if (stop.aborted) abort();
  const [code] = (await once(child, "exit")) as [number | null];
  stop.removeEventListener("abort", abort);
  if (code === 0) return;
  const end = (await readFile(log, "utf8")).trim().split("\n").slice(-25).join("\n");
  throw new Error(`next build failed. The end of ${log}:\n${end}`);
}

/**
 * SHA-256 of the names and contents of everything the console is built of, and of its scheme: headers are fixed at
 * build time and differ under TLS. The rest of its address is read again by `next start`.
 */
export async function hashInputs(scheme: string): Promise<string> {
  const folders = await Promise.all(INPUT_FOLDERS.map(sourcesIn));
  const files = [...INPUT_FILES, ...folders.flat()].sort();
  const contents = await Promise.all(files.map((file) => readFile(join(ROOT, file)).catch(() => undefined)));
  const hash = createHash("sha256").update(`${process.version}\0${scheme}\0`);
  files.forEach((file, i) => {
    const content = contents[i];
    if (content) hash.update(`${file}\0${content.length}\0`).update(content);
  });
  return hash.digest("hex");
}

async function sourcesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .filter((file) => !file.startsWith("lib/platform/db/generated/"));
}

export { NEXT };
