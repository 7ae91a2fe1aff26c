import type { SessionCounts } from "../policy";
import type { ImpactAction } from "./types";

const FIELD = { ALLOW: "allowed", DENY: "denied", REQUIRE_APPROVAL: "held" } as const;

/** A session's counts as they were, and as they would be had the candidate decided all along. */
export type Counters = { recorded: SessionCounts; simulated: SessionCounts };

export function newCounters(): Counters {
  return { recorded: none(), simulated: none() };
}

function none(): SessionCounts {
  return { calls: 0, allowed: 0, denied: 0, held: 0 };
}

/** Counts one more call of the session. */
export function countCall({ recorded, simulated }: Counters, was: ImpactAction, wouldBe: ImpactAction): void {
  recorded.calls++;
  recorded[FIELD[was]]++;
  simulated.calls++;
  simulated[FIELD[wouldBe]]++;
}

/** Counts what came before the window, which is the same for both. */
export function addEarlier({ recorded, simulated }: Counters, earlier: SessionCounts): void {
  for (const counts of [recorded, simulated]) {
    counts.calls += earlier.calls;
    counts.allowed += earlier.allowed;
    counts.denied += earlier.denied;
    counts.held += earlier.held;
  }
}
