export { listAgentNames } from "./agent-names";
export { listCapabilityCalls } from "./capability-calls";
export { callsBefore, callsById, oneCall } from "./session-calls";
export { listRecentCalls } from "./list-recent-calls";
export { databaseNow, listSessions } from "./list-sessions";
export { getCall, readVotes } from "./get-call";
export { resolveId } from "./resolve-id";
export { APPROVAL_STATUSES, CALL_STATES, callState, clockOf, effectiveStatus } from "./state";
export {
  CallHintsInput,
  CapabilityCallsInput,
  Id,
  ListSessionsInput,
  many,
  SearchSessionInput,
  WaterfallInput,
} from "./schemas";
export { readSession } from "./read-session";
export { readCallHints } from "./waterfall/hints";
export { inspectCall } from "./waterfall/inspect";
export { readWaterfall } from "./waterfall/read";
export { searchSession } from "./waterfall/search";
export type * from "./waterfall/types";
export type * from "./types";
