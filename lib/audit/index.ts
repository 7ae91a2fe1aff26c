export { getLeaf } from "./get-leaf";
export { listLeaves } from "./list-leaves";
export { ACTOR_KINDS, LEAF_CATEGORIES, ListLeavesInput } from "./schemas";
export type * from "./types";
