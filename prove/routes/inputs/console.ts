import { readSpec } from "../../../lib/capabilities";
import type { Inputs } from "./types";

const words = { scope: "nothing", effects: "none", justification: "It has no effect.", consequence: "Echo" };

/** Account, alerts, capabilities, connections and containment. What ends a thing stands after what needs it. */
export const console: Inputs = {
  "account/actions.ts#stepUpAction": ({ password }) => ({ method: "password", password }),
  "account/actions.ts#beginAuthenticatorAction": () => ({}),
  "account/actions.ts#confirmAuthenticatorAction": () => ({ code: "123456" }),
  "account/actions.ts#removeAuthenticatorAction": () => ({}),
  "actions.ts#switchTenantAction": ({ tenant }) => ({ tenantId: tenant.id }),
  "actions.ts#acknowledgeAlertAction": ({ alertId }) => ({ id: alertId }),
  "capabilities/actions.ts#tryCapabilityAction": ({ capabilityId }) => ({
    ...{ capabilityId, arguments: { message: "hello" } },
  }),
  "capabilities/actions.ts#reviewCapabilityAction": ({ capabilityId, definitionHash, updatedAt }) => ({
    ...{ capabilityId, definitionHash, updatedAt, spec: readSpec(words), reason: "Looked at it." },
  }),
  "capabilities/actions.ts#acceptReadOnlyAction": ({ capabilityId, definitionHash }) => ({
    items: [{ capabilityId, definitionHash }],
  }),
  "capabilities/actions.ts#rejectDefinitionAction": ({ capabilityId, definitionHash }) => ({
    ...{ capabilityId, definitionHash, reason: "It is another one." },
  }),
  "containment/actions.ts#saveContainmentAction": () => ({
    ...{
      quarantine: false,
      threshold: 10,
      halfLifeSeconds: 600,
      weights: {},
      watchMinutes: 10,
      watchThreshold: 5,
    },
    ...{ agentStopAfter: 3, taintGuard: false, guardLabels: [], guardAllow: [], detectLabels: [] },
  }),
  "credentials/actions.ts#createCredentialAction": () => ({
    ...{ name: "Another credential", config: { provider: "static" }, secrets: { value: "a secret text" } },
  }),
  "credentials/actions.ts#tryCredentialAction": ({ credentialId }) => ({ id: credentialId }),
  "credentials/actions.ts#revokeIssuedAction": ({ credentialId }) => ({
    ...{ reason: "To be safe.", target: { kind: "credential", id: credentialId } },
  }),
  "credentials/actions.ts#updateCredentialAction": ({ credentialId }) => ({
    ...{ id: credentialId, version: 1, name: "Renamed", config: { provider: "static" } },
  }),
  "credentials/actions.ts#setCredentialEnabledAction": ({ credentialId }) => ({
    id: credentialId,
    enabled: false,
  }),
  "limits/actions.ts#createLimitAction": () => ({
    ...{ scope: "tenant", target: null, terms: { kind: "quota_day", calls: 1_000 } },
  }),
  "limits/actions.ts#updateLimitAction": ({ limitId }) => ({ limitId, note: "Changed" }),
  "limits/actions.ts#deleteLimitAction": ({ limitId }) => ({ limitId }),
  "notifications/actions.ts#createEndpointAction": ({ nowhere }) => ({
    ...{ name: "Another endpoint", config: { kind: "webhook", url: nowhere }, events: [] },
  }),
  "notifications/actions.ts#updateEndpointAction": ({ endpointId, nowhere }) => ({
    ...{ id: endpointId, version: 1, name: "Renamed", config: { kind: "webhook", url: nowhere }, events: [] },
  }),
  "notifications/actions.ts#rotateSecretAction": ({ endpointId }) => ({ id: endpointId }),
  "notifications/actions.ts#replayFailedAction": ({ endpointId }) => ({ endpointId, hours: 24 }),
  "notifications/actions.ts#setEndpointEnabledAction": ({ endpointId }) => ({
    ...{ id: endpointId, enabled: false, reason: "It is noisy." },
  }),
  "sessions/quarantine-actions.ts#quarantineAction": ({ openSessionId }) => ({
    ...{ sessionId: openSessionId, reason: "It goes wrong." },
  }),
  "sessions/taint-actions.ts#clearTaintAction": ({ sessionId }) => ({
    ...{ sessionId, labels: ["pii"], reason: "It was seen." },
  }),
  "switches/actions.ts#stopAction": ({ tenant }) => ({
    ...{ targets: [{ scope: "agent", target: tenant.agent.id }], reason: "It goes wrong." },
  }),
  "switches/actions.ts#backToStopAction": ({ switchId }) => ({ id: switchId, reason: "Not yet." }),
  "switches/actions.ts#askRestartAction": ({ switchId }) => ({ id: switchId, reason: "It is mended." }),
  "switches/actions.ts#confirmRestartAction": ({ switchId }) => ({ id: switchId }),
  "switches/actions.ts#advanceRestartAction": ({ switchId }) => ({ id: switchId }),
  "switches/actions.ts#clearSwitchAction": ({ switchId }) => ({ id: switchId, reason: "It is mended." }),
  "switches/actions.ts#runDrillAction": () => ({}),
  "upstreams/actions.ts#createUpstreamAction": ({ nowhere }) => ({
    ...{ slug: "elsewhere", name: "Elsewhere", target: { kind: "http", config: { baseUrl: nowhere } } },
  }),
  "upstreams/actions.ts#syncUpstreamAction": ({ upstreamId }) => ({ id: upstreamId }),
  "upstreams/actions.ts#updateUpstreamAction": ({ httpUpstreamId, httpUpstreamAt, nowhere }) => ({
    ...{ id: httpUpstreamId, updatedAt: httpUpstreamAt, name: "Renamed" },
    target: { kind: "http", config: { baseUrl: nowhere } },
  }),
  "upstreams/actions.ts#setUpstreamEnabledAction": ({ httpUpstreamId }) => ({
    id: httpUpstreamId,
    enabled: false,
  }),
  "upstreams/actions.ts#addNetworkRuleAction": () => ({ cidr: "198.51.100.0/24" }),
  "upstreams/actions.ts#removeNetworkRuleAction": ({ networkRuleId }) => ({ id: networkRuleId }),
};
