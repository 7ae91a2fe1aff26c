import type { Inputs } from "./types";

const now = () => new Date().toISOString();

export const incidents: Inputs = {
  "incidents/actions.ts#declareIncidentAction": ({ sessionId }) => ({ title: "Something is odd", sessionId }),
  "incidents/actions.ts#addCommentAction": ({ incidentId: id }) => ({ id, body: "Seen." }),
  "incidents/actions.ts#setSeverityAction": ({ incidentId: id, incidentVersion: version }) => ({
    ...{ id, version, severity: "SEV1", reason: "It is worse." },
  }),
  "incidents/actions.ts#renameIncidentAction": ({ incidentId: id, incidentVersion: version }) => ({
    ...{ id, version, title: "Another title" },
  }),
  "incidents/actions.ts#setPersonAction": ({ incidentId: id, incidentVersion: version, tenant }) => ({
    ...{ id, version, role: "commander", userId: tenant.responder.id },
  }),
  "incidents/actions.ts#insertEventAction": ({ incidentId: id }) => ({ id, at: now(), title: "It began." }),
  "incidents/actions.ts#pinEventAction": ({ incidentId: id, eventId }) => ({ id, eventId, pinned: true }),
  "incidents/actions.ts#correctTimeAction": ({ incidentId: id, eventId }) => ({
    ...{ id, eventId, at: now(), reason: "It was earlier." },
  }),
  "incidents/actions.ts#setStepAction": ({ incidentId: id, stepId }) => ({
    ...{ id, stepId, expected: "todo", state: "doing" },
  }),
  "incidents/actions.ts#addStepAction": ({ incidentId: id }) => ({ id, title: "Look again" }),
  "incidents/actions.ts#linkSubjectAction": ({ incidentId: id, callId }) => ({
    ...{ id, subjectKind: "call", subjectId: callId },
  }),
  "incidents/actions.ts#unlinkSubjectAction": ({ incidentId: id, sessionId }) => ({
    ...{ id, subjectKind: "session", subjectId: sessionId },
  }),
  "incidents/actions.ts#setStatusAction": ({ incidentId: id, incidentVersion: version }) => ({
    ...{ id, version, status: "contained" },
  }),
};
