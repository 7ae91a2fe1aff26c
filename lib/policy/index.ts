export {
  canonicalPolicy,
  type CompiledPolicy,
  type CompiledRule,
  compilePolicy,
  policyHash,
} from "./compile";
export { PolicyError } from "./errors";
export { couldAllow, evaluate } from "./evaluate";
export { getPublishedPolicy, type PublishedPolicy } from "./get-published";
export { publishPolicy, type PublishedRevision } from "./publish";
export * from "./schemas";
export * from "./types";
