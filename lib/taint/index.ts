export { addTaint } from "./add-taint";
export { clearTaint } from "./clear-taint";
export { blockedBy, guards, type GuardTerms } from "./guard";
export { labelsOf } from "./labels-of";
export * from "./schemas";
export type * from "./types";
