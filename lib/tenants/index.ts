export {
  createAgent,
  issueKey,
  moveAgent,
  revokeKey,
  CreateAgentInput,
  IssueKeyInput,
  MoveAgentInput,
  type AgentEnvironment,
} from "./agents";
export { mintKey, parseKey, sameHash, type ParsedKey } from "./api-key";
export { loadAccount, type Account, type AccountMembership } from "./account";
export {
  compensationAgentName,
  endCompensationKey,
  issueCompensationKey,
  type CompensationKey,
} from "./compensation-agent";
export { clearFailures, takeAttempt } from "./attempts";
export { normalizeEmail } from "./email";
export { findMember } from "./members";
export { MAX_PASSWORD, passwordFits } from "./password";
export { addPerson, AddPersonInput, findPerson, type AddedPerson } from "./people";
export { endTestKey, issueTestKey, type TestKey } from "./test-agent";
export { provedRecently, requireRecentProof } from "./recent-proof";
export { recordForPerson } from "./record-for-person";
export { STEP_UP_MS } from "./schemas";
export { recordSignOut, signInWithPassword, signInWithVerifiedEmail, SignInInput } from "./sign-in";
