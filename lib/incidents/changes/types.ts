import type { ImpactAction } from "../../impact/types";

export const CHANGE_GROUPS = [
  "policy",
  "tools",
  "upstreams",
  "credentials",
  "limits",
  "settings",
  "approvals",
  "agents",
] as const;
export type ChangeGroup = (typeof CHANGE_GROUPS)[number];

/** One change before an incident, from the audit log. `name` is what its record calls the thing; may be untrusted. */
export type Change = {
  /** Of the audit leaf. */
  id: string;
  at: string;
  group: ChangeGroup;
  action: string;
  title: string;
  name: string | null;
  by: string;
  href: string | null;
};

/** What decided when the incident was opened. */
export type InForceThen = { environment: string; revisionId: string; number: number; since: string };

/** Newest first. Times are ISO 8601 in UTC. */
export type Changes = {
  from: string;
  until: string;
  rows: Change[];
  /** There are more than are listed. */
  truncated: boolean;
  inForce: InForceThen[];
};

/** One call of an incident: as it was decided, and as the policy in force now would decide it. */
export type CallToday = {
  callId: string;
  sessionId: string | null;
  agent: string;
  capability: string;
  at: string;
  was: ImpactAction;
  /** Null where it can't be told; `why` says why. */
  today: ImpactAction | null;
  ruleId: string | null;
  why: string;
  /** Leans on counters, or on a registry that was touched since. */
  approximate: boolean;
};

/** `stopped`: of the calls that ran, those that would not run by themselves now. */
export type Reassessment = {
  revision: { id: string; number: number; environment: string } | null;
  rows: CallToday[];
  ran: number;
  stopped: number;
  truncated: boolean;
};
