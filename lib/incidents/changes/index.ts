export { readChanges } from "./read-changes";
export type * from "./types";
export { CHANGE_GROUPS } from "./types";
