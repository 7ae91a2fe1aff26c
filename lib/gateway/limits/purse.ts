import type { Level } from "../../limits";
import type { LimitFacts } from "../snapshot";

/** How one bucket stood when a call took from it, or could not. */
export type LimitState = Level & { limit: LimitFacts };

/**
 * What one request has paid, over all its evaluations: one that is evaluated again, because the rules moved or people
 * said yes meanwhile, doesn't pay twice.
 */
export type Purse = {
  /** By limit id. */
  paid: Set<string>;
  states: Map<string, LimitState>;
};

export function newPurse(): Purse {
  return { paid: new Set(), states: new Map() };
}
