export { levelOf, type Bucket } from "./bucket";
export { createLimit } from "./create-limit";
export { deleteLimit } from "./delete-limit";
export { limitTargets } from "./limit-targets";
export { listLimits } from "./list-limits";
export { updateLimit } from "./update-limit";
export * from "./schemas";
export type * from "./types";
export { termsWords, whomWords } from "./words";
