import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { KEEP_ALIVE_MS } from "../../gateway/connections";
import { NEXT, ROOT } from "./build";
import type { Lock } from "./lock";
import { gatewayEnv, type Options } from "./options";
import { logFile } from "./output";
import { Part } from "./part";

/** For a process that has a channel to us: it ends when we do, however that happens. */
export const EXIT_WITH_PARENT = [
  "--import",
  pathToFileURL(join(import.meta.dirname, "exit-with-parent.mjs")).href,
];

/** A host that people can connect to: a server that listens everywhere is asked at the loopback address. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host.includes(":") ? `[${host === "::" ? "::1" : host}]` : host;
}

/** The gateway, from its bundle; in development from its sources, started again at each change. */
export function gatewayPart(options: Options, env: NodeJS.ProcessEnv, lock: Lock): Part {
  const development = {
    program: createRequire(import.meta.url).resolve("tsx/cli"),
    args: ["watch", "--clear-screen=false", join(ROOT, "gateway/server.ts")],
    execArgv: EXIT_WITH_PARENT,
  };
  const production = {
    program: join(ROOT, "dist/gateway.mjs"),
    args: [],
    execArgv: ["--enable-source-maps"],
  };
  return new Part(
    {
      name: "gateway",
      ...(options.dev ? development : production),
      env: gatewayEnv(env),
      logFile: logFile(options.dir, "gateway"),
      readyUrl: `http://${reachable(options.host)}:${options.gatewayPort}/readyz`,
    },
    lock,
  );
}

const SERVE = ["start", "--keepAliveTimeout", String(KEEP_ALIVE_MS)];

/** The console: `next start`, in development `next dev`. */
export function consolePart(options: Options, env: NodeJS.ProcessEnv, lock: Lock): Part {
  const port = String(options.consolePort);
  return new Part(
    {
      name: "console",
      program: NEXT,
      args: [...(options.dev ? ["dev"] : SERVE), ROOT, "--port", port, "--hostname", options.host],
      execArgv: EXIT_WITH_PARENT,
      env: { ...env, NEXT_TELEMETRY_DISABLED: "1" },
      logFile: logFile(options.dir, "console"),
      readyUrl: `http://${reachable(options.host)}:${port}/login`,
    },
    lock,
  );
}
