export { endSession, findSession, openSession, OpenSessionInput, type SessionFacts } from "./sessions";
