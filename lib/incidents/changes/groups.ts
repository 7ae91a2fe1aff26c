import type { ChangeGroup } from "./types";

/** Which records of the audit log are changes that an incident may come from. Named in full: nothing turns up unasked. */
const CHANGES: Readonly<Record<string, readonly [ChangeGroup, string]>> = {
  "policy.published": ["policy", "Policy published"],
  "policy.rolled_back": ["policy", "Policy rolled back"],
  "policy.promoted": ["policy", "Policy promoted"],
  "policy.exception_created": ["policy", "Exception asked for"],
  "policy.exception_approved": ["policy", "Exception approved"],
  "policy.exception_revoked": ["policy", "Exception revoked"],
  "policy.settings_changed": ["settings", "Policy settings changed"],
  "capability.registered": ["tools", "Tool registered"],
  "capability.imported": ["tools", "Tool registered"],
  "capability.changed": ["tools", "Tool changed by its upstream"],
  "capability.reviewed": ["tools", "Tool accepted"],
  "capability.rejected": ["tools", "Tool turned down"],
  "capability.suspended": ["tools", "Tool suspended"],
  "capability.restored": ["tools", "Tool restored"],
  "capability.retired": ["tools", "Tool retired"],
  "upstream.created": ["upstreams", "Upstream added"],
  "upstream.updated": ["upstreams", "Upstream changed"],
  "upstream.enabled": ["upstreams", "Upstream switched on"],
  "upstream.disabled": ["upstreams", "Upstream switched off"],
  "upstream.document_imported": ["upstreams", "OpenAPI document imported"],
  "network_rule.added": ["upstreams", "Network rule added"],
  "network_rule.removed": ["upstreams", "Network rule removed"],
  "credential.created": ["credentials", "Credential added"],
  "credential.updated": ["credentials", "Credential changed"],
  "credential.enabled": ["credentials", "Credential switched on"],
  "credential.disabled": ["credentials", "Credential switched off"],
  "vault.rotated": ["credentials", "Vault keys rotated"],
  "limit.created": ["limits", "Limit added"],
  "limit.changed": ["limits", "Limit changed"],
  "limit.deleted": ["limits", "Limit removed"],
  "containment.settings_changed": ["settings", "Containment settings changed"],
  "quarantine.released": ["settings", "Quarantine released"],
  "session.taint_cleared": ["settings", "Taint cleared"],
  "switch.cleared": ["settings", "Stop lifted"],
  "approval.chain.saved": ["approvals", "Approval chain saved"],
  "approval.chain.removed": ["approvals", "Approval chain removed"],
  "team.changed": ["approvals", "Team changed"],
  "team.deleted": ["approvals", "Team removed"],
  "agent.created": ["agents", "Agent added"],
  "agent.moved": ["agents", "Agent moved to another environment"],
  "api_key.issued": ["agents", "API key issued"],
  "api_key.revoked": ["agents", "API key revoked"],
};

export const CHANGE_ACTIONS: readonly string[] = Object.keys(CHANGES);

/** Of an action in the list. */
export function changeOf(action: string): { group: ChangeGroup; title: string } {
  const [group, title] = CHANGES[action] ?? ["settings", action];
  return { group, title };
}

const PAGES: Readonly<Record<string, string>> = {
  capability: "/capabilities",
  upstream: "/upstreams",
  credential: "/credentials",
  policy_revision: "/policy",
};

/** Where the console shows what changed; the audit record where it has no page. */
export function hrefOf(subjectKind: string, subjectId: string, leafId: string): string {
  const page = PAGES[subjectKind];
  return page === undefined ? `/audit?open=${leafId}` : `${page}/${subjectId}`;
}
