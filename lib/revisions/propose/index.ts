export { listProposals, proposeRule, type RuleProposal, type RuleProposed } from "./propose-rule";
export { ProposeRuleInput } from "./schemas";
