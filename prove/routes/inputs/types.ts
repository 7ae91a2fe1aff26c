import type { Victim } from "../world/victim";

/** An input that the right person's request may have, of things that are really there. */
export type Inputs = Record<string, (victim: Victim) => unknown>;
