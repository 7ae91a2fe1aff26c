export {
  createAgent,
  issueKey,
  moveAgent,
  revokeKey,
  CreateAgentInput,
  IssueKeyInput,
  MoveAgentInput,
} from "./agents";
export { mintKey, parseKey, sameHash, type ParsedKey } from "./api-key";
export { loadAccount, type Account, type AccountMembership } from "./account";
export { normalizeEmail } from "./email";
export { addPerson, AddPersonInput, findPerson, type AddedPerson } from "./people";
export { recordSignOut, signInWithPassword, signInWithVerifiedEmail, SignInInput } from "./sign-in";
