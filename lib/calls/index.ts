export { listAgentNames } from "./agent-names";
export { callsBefore, oneCall } from "./session-calls";
export { databaseNow, listSessions } from "./list-sessions";
export { getCall, readVotes } from "./get-call";
export { getSession } from "./get-session";
export { resolveId } from "./resolve-id";
export { APPROVAL_STATUSES, CALL_STATES, callState, effectiveStatus } from "./state";
export { Id, GetSessionInput, ListSessionsInput, many } from "./schemas";
export type * from "./types";
