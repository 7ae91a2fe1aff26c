import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Options } from "./options";

/** A part that was just ended may hold its port for a moment longer. */
const PATIENCE_MS = 3_000;

/** @throws Error naming the taken port and the variable that chooses another. */
export async function requireFreePorts(options: Options): Promise<void> {
  await requireFree(options.host, options.gatewayPort, "GATEWAY_PORT");
  if (options.console) await requireFree(options.host, options.consolePort, "CONSOLE_PORT");
}

async function requireFree(host: string, port: number, variable: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const code = await tryPort(host, port);
    if (code === undefined) return;
    if (code !== "EADDRINUSE")
      throw new Error(`Port ${port} on ${host} cannot be used (${code}). Set ${variable} or HOST.`);
    if (Date.now() > deadline) {
      throw new Error(
        `Port ${port} is in use by another program. Set ${variable} to a free port, e.g. ${variable}=${port + 10} npm start.`,
      );
    }
    await delay(100);
  }
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => done(undefined)));
  });
}
