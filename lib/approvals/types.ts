import type { ApprovalStatus } from "../calls";
import type { CallRow, CallState } from "../calls/types";
import type { ChainSpec, ChangeNote, DelegationScope, DenyReason } from "./schemas";

export type { ApprovalStatus };

// The requirement --------------------------------------------------------------------------------------------

/** A chain as one request keeps it: edits of the chain after the call was held don't touch it. */
export type FrozenChain = ChainSpec & {
  name: string;
  /** Of the tenant's own chains; 0 for one that comes with the product. */
  version: number;
};

/** What makes a person part of the requester's side: none of them decides. */
export const REQUESTER_KINDS = ["owner", "deployer", "acts_for", "exception_author"] as const;
export type RequesterKind = (typeof REQUESTER_KINDS)[number];
export type Requester = { userId: string; as: RequesterKind };

// Who may decide ---------------------------------------------------------------------------------------------

export const VERDICTS = ["approve", "deny", "request_changes"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A member of the tenant, as far as deciding goes. */
export type Person = {
  id: string;
  name: string;
  roles: readonly string[];
  /** Ids of the teams they are in. */
  teams: readonly string[];
};

/** One person in another's place, for a while; never revoked ones. */
export type ActiveDelegation = {
  id: string;
  fromUserId: string;
  /** Null: only away. */
  toUserId: string | null;
  startsAt: Date;
  endsAt: Date;
  scope: DelegationScope;
};

/** Everybody who could come into question in one tenant, disabled people left out. */
export type Directory = { people: readonly Person[]; delegations: readonly ActiveDelegation[] };

/** Whether somebody may decide a request, and if not, why: one sentence for a person. */
export type CanDecide =
  | {
      ok: true;
      /** Indexes of the open step's groups that the person could count for. */
      groups: readonly number[];
      /** Whose place they would take; null in their own right, which goes first. */
      inPlaceOf: { userId: string; name: string; delegationId: string } | null;
      /** What lets them in where their own membership doesn't. */
      by: "member" | "escalation" | "fallback";
    }
  | { ok: false; cause: CannotCause; reason: string };

export type CannotCause =
  | "decided"
  | "expired"
  | "frozen"
  | "requester"
  | "permission"
  | "not_in_group"
  | "voted"
  | "covered"
  | "later_step";

// What people see --------------------------------------------------------------------------------------------

/** A group of the open step and how far it has come. */
export type GroupProgress = { name: string; have: number; need: number };

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
  ruleId: string | null;
  status: ApprovalStatus;
  createdAt: string;
  escalatesAt: string | null;
  escalatedAt: string | null;
  /** Since when a stop keeps it from being approved, and what is stopped; its clock stands still. */
  frozen: { since: string; by: string } | null;
  expiresAt: string;
  decidedAt: string | null;
  chainName: string;
  /** The open step, from 1, and how many there are. */
  step: number;
  steps: number;
  /** Of the open step; of the last one where nothing is open. */
  groups: GroupProgress[];
  /** Who ended it, where a person did. */
  decidedBy: string | null;
  /** The agent's arguments hold characters that cannot be seen, or that turn the direction of writing. */
  hiddenCharacters: boolean;
  /** May the viewer say yes; may they say no or ask for changes. */
  can: CanDecide;
  canDeny: CanDecide;
  /** What came of the call once it ran, beside what people said. */
  outcome: string | null;
};

export type ApprovalCounts = {
  /** Waiting now that the viewer may decide; all that wait now. Filters aside. */
  mine: number;
  team: number;
  /** The id of the newest that the viewer may decide; null where there is none. */
  newest: string | null;
};

export type ApprovalList = {
  rows: ApprovalRow[];
  nextCursor: string | null;
  now: string;
  counts: ApprovalCounts;
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

export type Vote = {
  userName: string;
  /** Whose place they took. */
  inPlaceOf: string | null;
  verdict: Verdict;
  /** In which step it was cast, from 1. */
  step: number;
  reason: DenyReason | null;
  comment: string;
  changes: ChangeNote[];
  via: string;
  dwellMs: number | null;
  /** Decided faster than anybody reads it. */
  hasty: boolean;
  createdAt: string;
};

export type ChainStepView = {
  name: string;
  state: "done" | "open" | "later";
  groups: (GroupProgress & {
    /** Who is in it, in words: "role reviewer", "team Finance", "2 people". */
    who: string;
  })[];
};

/** An earlier request of the same tool, and how it ended. */
export type SimilarDecision = {
  id: string;
  consequence: ApprovalRow["consequence"];
  status: ApprovalStatus;
  decidedBy: string | null;
  decidedAt: string | null;
  comment: string;
  /** Where it was approved: what came of the call. */
  outcome: string | null;
  /** True where the arguments are the same. */
  sameArguments: boolean;
};

/** What helps a person judge, worked out from what is recorded. */
export type DecisionFacts = {
  /** Sentences about what is unusual against this agent's last 30 days; empty: nothing is. Null: too little to compare. */
  unusual: string[] | null;
  similar: SimilarDecision[];
  /** Of the last approved call of the same tool, to compare with. */
  lastApproved: { approvalId: string; decidedAt: string; arguments: unknown } | null;
  /** The request for changes that this call answers: what was asked for, and what the agent had sent. */
  answers: {
    approvalId: string;
    by: string;
    note: string;
    changes: ChangeNote[];
    arguments: unknown;
  } | null;
  /** The later request that answers this one's request for changes. */
  answeredBy: string | null;
};

export type ApprovalDetail = ApprovalRow & {
  agent: { id: string; name: string; description: string; ownerName: string | null; disabled: boolean };
  session: { id: string; label: string; kind: string; startedAt: string; taint: string[] };
  requesters: { userId: string; name: string; as: RequesterKind }[];
  capabilityFacts: CapabilityFacts | null;
  arguments: unknown;
  argumentsHash: string;
  /** False where the stored arguments no longer have the hash that would be approved. */
  argumentsIntact: boolean;
  reason: string;
  policyRevisionId: string | null;
  policyRevisionNumber: number | null;
  /** Another revision decides the agent's calls by now: the approval could not be used. */
  outdated: boolean;
  explanation: unknown;
  chain: { name: string; version: number; denyThreshold: number; steps: ChainStepView[] };
  /** Who comes in when it is escalated, in words; null where nobody does. */
  escalation: string | null;
  /** The people who may still decide; `away` are those out of office. */
  deciders: { userId: string; name: string; away: boolean }[];
  votes: Vote[];
  cancelCause: string | null;
  /** What the agent did in this session just before, newest first. */
  before: CallRow[];
  /** What became of the call: how it stands, and its outcome where it ran. */
  call: { state: CallState; outcome: CallRow["outcome"]; redeemedAt: string | null } | null;
  facts: DecisionFacts;
  /** Approving needs a recent proof of who the viewer is (HIGH and CRITICAL), and whether there is one. */
  stepUp: { needed: boolean; fresh: boolean };
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
  /** Of a denial or a request for changes: what the reviewer wants the agent to know. */
  comment: string | null;
  reason: DenyReason | null;
  changes: ChangeNote[];
  /** Where it was cancelled: why. */
  cause: string | null;
  /** The grant to present, once approved. */
  grantId: string | null;
};

// What a verb answers ----------------------------------------------------------------------------------------

/** What became of a request by one person's vote. */
export type Decided = {
  approvalId: string;
  status: ApprovalStatus;
  /** The step that is open now, from 1, and how many there are. */
  step: number;
  steps: number;
  /** Of that step; of the last one where nothing is open. */
  groups: GroupProgress[];
  /** The audit record of this vote. */
  auditId: string;
};

/** One request of several that were decided together. */
export type BulkResult =
  | { approvalId: string; ok: true; status: ApprovalStatus; auditId: string }
  | { approvalId: string; ok: false; code: string; message: string };
