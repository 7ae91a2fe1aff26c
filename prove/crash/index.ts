import type { Suite } from "../suite";
import { runCrash } from "./run-crash";

const CYCLES = { pr: 10, nightly: 200 } as const;

/** The specification: section 4 of the reliability study, `RELIABILITY.md`. */
export const crash: Suite = {
  name: "crash",
  title:
    "traffic while gateways, worker, console and PostgreSQL are killed or stopped, and what is true afterwards",
  run: ({ scale, seed, folder, log }) => runCrash({ seed, cycles: CYCLES[scale], folder, log }),
};
