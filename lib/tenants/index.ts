export { createAgent, issueKey, revokeKey, CreateAgentInput, IssueKeyInput } from "./agents";
export { mintKey, parseKey, sameHash, type ParsedKey } from "./api-key";
