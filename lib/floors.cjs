/**
 * The one table of which room of lib/ stands on which floor. A file may import its own room, and any room
 * on a lower floor through that room's index.ts (or its browser-safe schemas.ts and types.ts); never
 * sideways, never up. The rule file, the docs and the rule's own test all read this.
 */
const FLOORS = {
  platform: 1,
  policy: 2,
  capabilities: 2,
  tenants: 2,
  sessions: 2,
  audit: 2,
  calls: 2,
  alerts: 2,
  outbound: 2,
  vault: 2,
  work: 2,
  views: 2,
  limits: 2,
  taint: 2,
  traffic: 2,
  approvals: 3,
  credentials: 3,
  identity: 3,
  impact: 3,
  switches: 3,
  quarantine: 3,
  revisions: 4,
  upstreams: 4,
  notifications: 4,
  incidents: 4,
  gateway: 5,
  web: 6,
};

module.exports = { FLOORS };
