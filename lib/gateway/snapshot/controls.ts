import type { Controls as Row } from "../../platform/enforcement";
import type { Admits } from "../../quarantine";
import type { SwitchFacts, TenantSnapshot } from "./types";

/** What may keep calls from being sent, as of an epoch that the snapshot may not have reached yet. */
export type Controls = Pick<TenantSnapshot, "epoch" | "switches" | "quarantines">;

export function controlsOf({ epoch, switches, quarantines }: TenantSnapshot): Controls {
  return { epoch, switches, quarantines };
}

/** As the database writes them. CHECK constraints keep the words to these. */
export function toControls({ epoch, switches, quarantines }: Row): Controls {
  return {
    epoch: BigInt(epoch),
    switches: switches.map(({ expiresAt, inFlight, ...rest }) => ({
      ...rest,
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
      inFlight: inFlight as SwitchFacts["inFlight"],
    })),
    quarantines: new Map(
      quarantines.map(({ sessionId, admits, ...rest }) => [sessionId, { ...rest, admits: admits as Admits }]),
    ),
  };
}
