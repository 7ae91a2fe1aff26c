export { comparePolicies } from "./compare";
export { ConditionReader } from "./condition-reader";
export { type DeadPattern, type DeadRule, type DeadRules, findDeadRules } from "./dead-rules";
