import { singleton } from "../../platform/singleton";
import { Snapshots } from "./snapshots";

export { riskTerms } from "./risk-terms";
export { environmentOf, policyFor, whyNoPolicy } from "./policy-for";
export type {
  ActivePolicy,
  AgentFacts,
  CapabilityFacts,
  LimitFacts,
  QuarantineFacts,
  SwitchFacts,
  TenantSnapshot,
} from "./types";

/** This process's snapshots. */
export function snapshots(): Snapshots {
  return singleton("gateway-snapshots", () => new Snapshots());
}
