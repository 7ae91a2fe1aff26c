export { SHAPES as CEL_SHAPES } from "./cel-env";
export * from "./chains";
export {
  canonicalPolicy,
  compileDocument,
  type CompiledPolicy,
  type CompiledRule,
  compilePolicy,
  policyHash,
} from "./compile";
export { typeCheckArgs } from "./check-args";
export { checkPolicy, DEFAULT_COVERAGE_FLOOR, EMPTY_CATALOG, parseCatalog } from "./check";
export type * from "./check-types";
export { PolicyError } from "./errors";
export { couldAllow, evaluate, readsOfSession } from "./evaluate";
export { fits } from "./exceptions";
export { explain } from "./explain";
export { possibleAnswers, type PossibleAnswer, type Prospect } from "./possible";
export { redact, REDACTED, type RecordRoot } from "./redact";
export { comparePolicies } from "./semantics";
export * from "./schemas";
export { instantiateTemplate, listTemplates } from "./templates";
export { appendTest, type CallFacts, parseTests, type PolicyTests, runTests, testFromCall } from "./tests";
export * from "./types";
