import { ECHO, ECHO_POLICY } from "../../../tests/echo-tenant";
import type { Inputs } from "./types";

const TOMORROW = () => new Date(Date.now() + 86_400_000).toISOString();

/** Each draft is for one of those that end it, and the first for those that don't. */
export const policy: Inputs = {
  "policy/actions.ts#createDraftAction": ({ revisionId }) => ({
    ...{ title: "A copy", from: { kind: "revision", revisionId } },
  }),
  "policy/actions.ts#addTestsOfCallsAction": ({ drafts, callId }) => ({
    ...{ id: drafts[1], version: 1, callIds: [callId] },
  }),
  "policy/actions.ts#saveDraftAction": ({ drafts }) => ({
    ...{ id: drafts[0], version: 1, title: "Saved", document: ECHO_POLICY, tests: "" },
  }),
  "policy/actions.ts#submitRevisionAction": ({ drafts }) => ({ id: drafts[2], version: 1 }),
  "policy/actions.ts#approveRevisionAction": ({ drafts, hash }) => ({ id: drafts[2], hash, testsHash: hash }),
  "policy/actions.ts#requestChangesAction": ({ drafts }) => ({ id: drafts[2], comment: "Say more." }),
  "policy/actions.ts#withdrawRevisionAction": ({ drafts }) => ({ id: drafts[2] }),
  "policy/actions.ts#commentOnAction": ({ revisionId }) => ({ id: revisionId, body: "Why?" }),
  "policy/actions.ts#resolveCommentAction": ({ commentId }) => ({ commentId }),
  "policy/actions.ts#publishRevisionAction": ({ drafts, hash }) => ({ id: drafts[3], hash }),
  "policy/actions.ts#scheduleRevisionAction": ({ drafts, hash }) => ({ id: drafts[3], hash, at: TOMORROW() }),
  "policy/actions.ts#cancelScheduleAction": ({ drafts }) => ({ id: drafts[3] }),
  "policy/actions.ts#promoteRevisionAction": ({ revisionId }) => ({ id: revisionId, environment: "staging" }),
  "policy/actions.ts#runDrillAction": ({ revisionId }) => ({ id: revisionId }),
  "policy/actions.ts#rollbackToAction": ({ revisionId }) => ({ id: revisionId, reason: "It was better." }),
  "policy/actions.ts#createExceptionAction": ({ sessionId }) => ({
    ...{ scope: "session", sessionId, capability: ECHO, reason: "Once.", hours: 1 },
  }),
  "policy/actions.ts#approveExceptionAction": ({ exceptionId }) => ({ id: exceptionId }),
  "policy/actions.ts#revokeExceptionAction": ({ exceptionId }) => ({ id: exceptionId }),
  "policy/actions.ts#updateSettingsAction": () => ({
    ...{ requiredReviewers: 2, requireDrill: true, coverageFloor: 10, strictPackages: false },
  }),
  "policy/actions.ts#discardDraftAction": ({ drafts }) => ({ id: drafts[4] }),
};
