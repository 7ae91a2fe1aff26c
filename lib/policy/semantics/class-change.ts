import type { Representative } from "./names";
import type { Setting } from "./space";
import type { RiskRaise } from "./strength";
import type { Found } from "./walk-pair";

/** A difference, and the calls that it is about. */
export type ClassChange = {
  principals: readonly Representative[];
  capability: Representative;
  setting: Setting;
  found: Found;
  /** Where it is no fact of today's registry: the risk that it takes, or null for what the registry says. */
  assumedRisk: RiskRaise | null;
};
