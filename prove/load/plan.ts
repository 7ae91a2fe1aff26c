import { inheritedEnv } from "../../lib/platform/env/process";
import type { Scale } from "../suite";

/** How long each part takes, and how much is stored. */
export type Plan = {
  capacitySeconds: number;
  overloadSeconds: number;
  recoverySeconds: number;
  /** Null: left out. */
  more: {
    steadySeconds: number;
    processesSeconds: number;
    noisySeconds: number;
    /** How many decisions are stored, one after the other. */
    stored: readonly number[];
  } | null;
};

/**
 * What a scale means. To try the nightly one in minutes: `AGENTGATE_PROVE_SECONDS` is the most that any part of it may
 * take, `AGENTGATE_PROVE_ROWS` the most decisions that are stored (10 million take about 15 GB of disk).
 */
export function planFor(scale: Scale): Plan {
  if (scale === "pr") return { capacitySeconds: 2, overloadSeconds: 3, recoverySeconds: 2, more: null };
  const env = inheritedEnv();
  const seconds = (most: number) => Math.min(most, Number(env.AGENTGATE_PROVE_SECONDS ?? most));
  const rows = Number(env.AGENTGATE_PROVE_ROWS ?? 10_000_000);
  return {
    capacitySeconds: seconds(20),
    overloadSeconds: seconds(90),
    recoverySeconds: seconds(20),
    more: {
      steadySeconds: seconds(360),
      processesSeconds: seconds(30),
      noisySeconds: seconds(90),
      stored: [...new Set([0, 1_000_000, 10_000_000].map((count) => Math.min(count, rows)))],
    },
  };
}
