import { generateLoad, type LoadJob } from "./load-generator";
import { generateOpenLoad, type OpenJob } from "./open-loop";

/** The load generator's own process, started by bench/load.ts: one job per message. */
process.on("message", (job: LoadJob | OpenJob) => {
  const run = "perSecond" in job ? generateOpenLoad(job) : generateLoad(job);
  run.then(
    (report) => process.send?.({ report }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
// Nothing is to be loaded any more once who asked for it is gone.
process.on("disconnect", () => process.exit(0));
