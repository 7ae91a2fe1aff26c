import { mkdirSync } from "node:fs";
import { takeLock, type Holder } from "./supervisor/lock";
import { readOptions } from "./supervisor/options";
import { complain, say } from "./supervisor/output";
import { Supervisor } from "./supervisor/supervisor";

/** `npm start` and `npm run dev`: the whole product from one folder, until Ctrl-C. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  // Others may pass through: the database server runs as its own user when we run as root.
  mkdirSync(options.dir, { recursive: true, mode: 0o711 });
  const taken = await takeLock(options.dir);
  if ("holder" in taken) {
    say(alreadyRunning(options.dir, taken.holder));
    process.exit(0);
  }
  const supervisor = new Supervisor(options, taken.lock);
  const end = endOnce(supervisor);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => end(0));
  endWithParent(() => end(0));
  // A terminal that has gone can be told nothing; complaining of that to it would never end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  process.on("uncaughtException", (error) => {
    complain(sentence(error));
    end(1);
  });
  try {
    await supervisor.start();
  } catch (error) {
    // What fails because it was told to stop is no failure.
    if (supervisor.stopping) return;
    complain(`\n${sentence(error)}`);
    end(1);
  }
}

function alreadyRunning(dir: string, { pid, addresses }: Holder): string {
  const where = addresses.length > 0 ? ` (${addresses.join(", ")})` : "";
  return `AgentGate is already running from ${dir}${where}, as process ${pid}. Stop it with Ctrl-C in its terminal.`;
}

/** The first request ends everything in order, the second at once. */
function endOnce(supervisor: Supervisor): (code: number) => void {
  let ending = false;
  return (code) => {
    if (!ending) say("\nStopping.");
    void supervisor.stop(ending).then(
      () => process.exit(code),
      (error: unknown) => {
        complain(sentence(error));
        process.exit(1);
      },
    );
    ending = true;
  };
}

/** npm or the shell may be killed without passing that on; nobody could stop us from the terminal then. */
function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 250);
  timer.unref();
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  complain(sentence(error));
  process.exit(1);
});
