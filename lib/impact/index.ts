export { measureImpact } from "./measure-impact";
export * from "./schemas";
export type * from "./types";
