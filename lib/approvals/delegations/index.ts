export { createDelegation } from "./create-delegation";
export { endDelegation } from "./end-delegation";
export { listDelegations } from "./list-delegations";
export { myAway } from "./my-away";
export * from "./schemas";
export type * from "./types";
