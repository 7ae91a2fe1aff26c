export { listDecisions } from "./list-decisions";
export { pruneTraffic } from "./prune";
export { readSetup } from "./read-setup";
export { readTraffic } from "./read-traffic";
export { rollUpTraffic } from "./roll-up";
export * from "./schemas";
export type * from "./types";
