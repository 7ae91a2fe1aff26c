export {
  type CallInSession,
  countDecisions,
  type DecisionCounts,
  recentCalls,
  sessionTaint,
} from "./history";
export { endSession, findSession, openSession, OpenSessionInput, type SessionFacts } from "./sessions";
