import type { ApprovalStatus } from "../calls";
import type { CallRow, CallState } from "../calls/types";

export type { ApprovalStatus };

/** Whether somebody may decide a request, and if not, why: one sentence for a person. */
export type CanDecide = { ok: true } | { ok: false; cause: CannotCause; reason: string };
export type CannotCause = "decided" | "expired" | "requester" | "role" | "voted";

/** One request in the inbox. Times are ISO 8601 in UTC. */
export type ApprovalRow = {
  id: string;
  callId: string;
  sessionId: string;
  capability: string;
  /** What happens if it runs, from the capability's own template, with the agent's values set apart. */
  consequence: { kind: "text" | "value"; text: string }[];
  riskLevel: string;
  agentName: string;
  status: ApprovalStatus;
  createdAt: string;
  expiresAt: string;
  decidedAt: string | null;
  approvals: number;
  requiredApprovals: number;
  /** Who ended it, where a person did. */
  decidedBy: string | null;
  can: CanDecide;
};

export type ApprovalList = {
  rows: ApprovalRow[];
  nextCursor: string | null;
  now: string;
  /** Waiting now, all filters aside. */ pending: number;
};

export type CapabilityFacts = {
  title: string;
  operation: string;
  reversible: boolean;
  effects: string;
  scope: string;
  compensationSupported: boolean;
  compensationStrategy: string;
  compensationCapability: string | null;
  riskJustification: string;
  upstreamName: string;
  /** The tool is not what it was when this was asked: the approval could not be used. */
  changedSince: boolean;
};

export type Vote = { userName: string; verdict: string; comment: string; createdAt: string };

export type ApprovalDetail = ApprovalRow & {
  agent: { id: string; name: string; description: string; ownerName: string | null; disabled: boolean };
  session: { id: string; label: string; kind: string; startedAt: string };
  capabilityFacts: CapabilityFacts | null;
  arguments: unknown;
  argumentsHash: string;
  /** False where the stored arguments no longer have the hash that would be approved. */
  argumentsIntact: boolean;
  ruleId: string | null;
  reason: string;
  policyRevisionNumber: number | null;
  explanation: unknown;
  eligibleRole: string;
  /** Names of the people who may still decide. */
  deciders: string[];
  votes: Vote[];
  /** What the agent did in this session just before, newest first. */
  before: CallRow[];
  /** What became of the call: how it stands, and its outcome where it ran. */
  call: { state: CallState; outcome: CallRow["outcome"]; redeemedAt: string | null } | null;
  now: string;
};

/** The little an agent that waits may know. */
export type ApprovalStatusView = {
  id: string;
  callId: string;
  agentId: string;
  status: ApprovalStatus;
  expiresAt: string;
  decidedAt: string | null;
  /** Of a denial: what the reviewer wants the agent to know. */
  comment: string | null;
  /** The role that decided; people's names stay in the console. */
  decidedByRole: string | null;
  /** The grant to present, once approved. */
  grantId: string | null;
};
