export { explainFlip } from "./explain-flip";
export { measureImpact } from "./measure-impact";
export { testOfCall } from "./test-of-call";
export * from "./schemas";
export type * from "./types";
