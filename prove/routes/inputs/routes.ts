import { ECHO, ECHO_POLICY } from "../../../tests/echo-tenant";
import type { Inputs } from "./types";
import { source } from "./openapi";

const BASE = "/api/console";

export const routeInputs: Inputs = {
  [`GET ${BASE}/capabilities/calls`]: () => ({ capability: ECHO }),
  [`GET ${BASE}/capabilities/named`]: () => ({ name: ECHO }),
  [`GET ${BASE}/capabilities/names`]: () => ({ q: "" }),
  [`GET ${BASE}/incidents/[id]/report`]: () => ({ format: "markdown" }),
  [`GET ${BASE}/policy/compare`]: ({ drafts }) => ({ id: drafts[0], against: "published" }),
  [`GET ${BASE}/policy/impact`]: ({ drafts }) => ({ id: drafts[0], days: 7 }),
  [`GET ${BASE}/policy/package`]: ({ revisionId }) => ({ id: revisionId }),
  [`GET ${BASE}/policy/template`]: () => ({ id: "read-only" }),
  [`GET ${BASE}/resolve`]: ({ callId }) => ({ id: callId }),
  [`GET ${BASE}/sessions/[sessionId]/search`]: () => ({ q: "hello" }),
  [`GET ${BASE}/sessions/[sessionId]/calls/[callId]/payload`]: () => ({ part: "raw" }),
  [`GET ${BASE}/switches/preview`]: ({ tenant }) => ({ t: `agent:${tenant.agent.id}` }),
  [`GET ${BASE}/switches/targets`]: () => ({ q: "echo" }),
  [`POST ${BASE}/capabilities/dry-run`]: ({ capabilityId }) => ({
    ...{ capabilityId, compensation: { capability: ECHO, mapping: {} }, arguments: {}, result: {} },
  }),
  [`POST ${BASE}/chains/try`]: ({ spec, tenant }) => ({ spec, agentId: tenant.agent.id }),
  [`POST ${BASE}/incidents/[id]/compensation/dry-run`]: ({ callId }) => ({ decisionIds: [callId] }),
  [`POST ${BASE}/incidents/[id]/compensation/mark`]: ({ callId }) => ({
    ...{ decisionId: callId, state: "manual", note: "Done by hand." },
  }),
  [`POST ${BASE}/incidents/[id]/compensation`]: ({ callId }) => ({ decisionIds: [callId] }),
  [`POST ${BASE}/incidents/[id]/release`]: ({ quarantineId }) => ({
    ...{ quarantineId, stage: "reads", reason: "It was seen." },
  }),
  [`POST ${BASE}/incidents/[id]/transitions`]: ({ incidentVersion }) => ({
    ...{ version: incidentVersion, status: "contained" },
  }),
  [`POST ${BASE}/incidents`]: ({ sessionId }) => ({ title: "Something is odd", sessionId }),
  [`POST ${BASE}/notifications/test`]: ({ endpointId, nowhere }) => ({
    ...{ id: endpointId, config: { kind: "webhook", url: nowhere } },
  }),
  [`POST ${BASE}/policy/check`]: () => ({ document: ECHO_POLICY }),
  [`POST ${BASE}/policy/simulate`]: ({ callId }) => ({ document: ECHO_POLICY, callId }),
  [`POST ${BASE}/policy/simulate/test`]: ({ callId }) => ({ document: ECHO_POLICY, callId, tests: "" }),
  [`POST ${BASE}/sessions/[sessionId]/hints`]: ({ callId }) => ({ ids: [callId] }),
  [`POST ${BASE}/sessions/[sessionId]/waterfall`]: ({ callId }) => ({ open: [callId] }),
  [`POST ${BASE}/upstreams/openapi/import`]: ({ httpUpstreamId, openApiHash }) => ({
    ...{ upstreamId: httpUpstreamId, source, hash: openApiHash, operations: ["one"] },
  }),
  [`POST ${BASE}/upstreams/openapi/preview`]: ({ httpUpstreamId }) => ({
    source,
    upstreamId: httpUpstreamId,
  }),
  [`POST ${BASE}/upstreams/test`]: ({ httpUpstreamId, nowhere }) => ({
    ...{ id: httpUpstreamId, target: { kind: "http", config: { baseUrl: nowhere } } },
  }),
};

/** What stands in a route's brackets. */
export const PARAMETERS: Inputs = {
  approvalId: ({ approvalIds }) => approvalIds[5],
  callId: ({ callId }) => callId,
  capabilityId: ({ capabilityId }) => capabilityId,
  chain: ({ chain }) => chain,
  credentialId: ({ credentialId }) => credentialId,
  endpointId: ({ endpointId }) => endpointId,
  id: ({ incidentId }) => incidentId,
  incidentId: ({ incidentId }) => incidentId,
  revisionId: ({ drafts }) => drafts[0],
  sessionId: ({ sessionId }) => sessionId,
  switchId: ({ switchId }) => switchId,
  tenantId: ({ tenant }) => tenant.id,
  upstreamId: ({ httpUpstreamId }) => httpUpstreamId,
};
