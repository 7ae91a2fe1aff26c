export { beginCompensation, markCompensation, type Begun } from "./begin";
export {
  bindSession,
  findRun,
  reread,
  settleFromCall,
  settleRefused,
  unsettledCompensations,
} from "./carry-on";
export { listSideEffects } from "./list-side-effects";
export { dryRun, planOf } from "./plan";
export * from "./schemas";
export type { Compensation } from "./store";
export type * from "./types";
export * from "./words";
