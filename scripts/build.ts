import { mkdirSync } from "node:fs";
import { buildConsole, buildGateway } from "./supervisor/build";
import { buildEnv, readOptions } from "./supervisor/options";
import { complain, logFile } from "./supervisor/output";

/** `npm run build`: the gateway's bundle and the console, which `npm start` then finds built. */
const options = readOptions(process.argv.slice(2));
const ending = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => ending.abort());
// Others may pass through: the database server runs as its own user when we run as root.
mkdirSync(options.dir, { recursive: true, mode: 0o711 });
try {
  await buildGateway();
  await buildConsole({
    env: buildEnv(options),
    log: logFile(options.dir, "build"),
    signal: ending.signal,
    started: () => undefined,
  });
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
