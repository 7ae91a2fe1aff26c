export { checkpointText, parseCheckpoint } from "./chain/checkpoint-text";
export { sealWaiting } from "./chain/seal";
export type { Checkpoint, Fault, FaultKind, Verified } from "./chain/types";
export { verifyChain } from "./chain/verify-chain";
export { getChain } from "./get-chain";
export { getLeaf } from "./get-leaf";
export { listLeaves } from "./list-leaves";
export { ACTOR_KINDS, LEAF_CATEGORIES, ListLeavesInput } from "./schemas";
export type * from "./types";
