export { getPublishedPolicy, type PublishedPolicy } from "./get-published";
export { getConvergence } from "./convergence";
export { type Enforced, forgetSilent, reportAlive, reportEnforced, reportGone } from "./convergence-report";
export { deploy } from "./deploy";
export { approveException, createException, type ExceptionChanged, revokeException } from "./exceptions";
export { listExceptions } from "./exceptions-list";
export { inForce, type InForce } from "./in-force";
export { installPolicy, type InstalledRevision } from "./install";
export { exportPackage, openPackage } from "./package";
export { getSettings, updateSettings } from "./settings";
export { signInstalled } from "./sign-installed";
export { signingKey, trustedKeys } from "./keys";
export { signRevision, verifyRevision } from "./signing";
export { addTestsOfCalls, type TestsAdded } from "./add-tests-of-calls";
export { approveRevision } from "./approve-revision";
export { cancelSchedule } from "./cancel-schedule";
export { catalogOf } from "./catalog";
export { checkDraft } from "./check-draft";
export { commentOn } from "./comment-on";
export { compareRevision } from "./compare-revision";
export { createDraft } from "./create-draft";
export { discardDraft } from "./discard-draft";
export { getRevision } from "./get-revision";
export { listDeployments } from "./list-deployments";
export { listRevisions } from "./list-revisions";
export { promoteRevision } from "./promote-revision";
export {
  listProposals,
  proposeRule,
  ProposeRuleInput,
  type RuleProposal,
  type RuleProposed,
} from "./propose";
export { publishDue } from "./publish-due";
export { publishRevision } from "./publish-revision";
export { requestChanges } from "./request-changes";
export { resolveComment } from "./resolve-comment";
export { rollbackTo } from "./rollback-to";
export { runDrill, type DrillRun } from "./run-drill";
export { saveDraft } from "./save-draft";
export { scheduleRevision } from "./schedule-revision";
export { readCatalog } from "./read-catalog";
export { simulate } from "./simulate";
export { testOfSimulation, type TestsWithOneMore } from "./test-of-simulation";
export { submitRevision } from "./submit-revision";
export { withdrawRevision } from "./withdraw-revision";
export * from "./schemas";
export * from "./types";
