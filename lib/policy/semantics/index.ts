export { comparePolicies } from "./compare";
export { type DeadPattern, type DeadRule, type DeadRules, findDeadRules } from "./dead-rules";
