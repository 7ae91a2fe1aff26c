export {
  canonicalPolicy,
  type CompiledPolicy,
  type CompiledRule,
  compilePolicy,
  policyHash,
} from "./compile";
export { PolicyError } from "./errors";
export { couldAllow, evaluate } from "./evaluate";
export * from "./schemas";
export * from "./types";
