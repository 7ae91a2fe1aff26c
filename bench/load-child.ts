import { generateLoad, type LoadJob } from "./load-generator";

/** The load generator's own process, started by bench/load.ts: one job per message. */
process.on("message", (job: LoadJob) => {
  generateLoad(job).then(
    (report) => process.send?.({ report }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
