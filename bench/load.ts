import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { endProcess } from "../tests/gateway-process";
import type { LoadJob, LoadReport } from "./load-generator";
import type { OpenJob, OpenReport } from "./open-loop";

export type LoadProcess = {
  run: (job: LoadJob) => Promise<LoadReport>;
  /** At a fixed rate, whatever the answers. */
  runOpen: (job: OpenJob) => Promise<OpenReport>;
  stop: () => Promise<void>;
};

/** A load generator in a process of its own. */
export function startLoadProcess(): LoadProcess {
  const child: ChildProcess = fork(join(import.meta.dirname, "load-child.ts"), {
    execArgv: ["--import", "tsx"],
  });
  const ask = async <Job extends LoadJob | OpenJob, Report>(job: Job): Promise<Report> => {
    child.send(job);
    const waiting = new AbortController();
    const { signal } = waiting;
    const answered = once(child, "message", { signal }) as Promise<[{ report: Report } | { error: string }]>;
    const ended = once(child, "exit", { signal }).then(() =>
      Promise.reject(new Error("The load generator ended.")),
    );
    const [message] = await Promise.race([answered, ended]).finally(() => waiting.abort());
    if ("error" in message) throw new Error(message.error);
    return message.report;
  };
  return { run: (job) => ask(job), runOpen: (job) => ask(job), stop: () => endProcess(child, "SIGTERM") };
}
