import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { LoadJob, LoadReport } from "./load-generator";

/** A load generator in a process of its own. */
export function startLoadProcess(): {
  run: (job: LoadJob) => Promise<LoadReport>;
  stop: () => Promise<void>;
} {
  const child: ChildProcess = fork(join(import.meta.dirname, "load-child.ts"), {
    execArgv: ["--import", "tsx"],
  });
  const run = async (job: LoadJob): Promise<LoadReport> => {
    child.send(job);
    const [message] = (await once(child, "message")) as [{ report: LoadReport } | { error: string }];
    if ("error" in message) throw new Error(message.error);
    return message.report;
  };
  const stop = async (): Promise<void> => {
    const exited = once(child, "exit");
    child.kill();
    await exited;
  };
  return { run, stop };
}
