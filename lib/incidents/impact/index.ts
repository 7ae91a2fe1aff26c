export { exportAffected } from "./export-affected";
export { listAffected } from "./list-affected";
export { readImpact } from "./read-impact";
export * from "./schemas";
export type * from "./types";
