import type { Kind } from "./schedule";

/**
 * What a cycle leaves behind, as plain data: what callers were told, what the upstream did, what the database has.
 * Times are Unix milliseconds of this machine's one clock.
 */

/** How an answer reads. `error`: nothing was decided, says the gateway. `silence`: none came. `odd`: undocumented. */
export type AnswerKind = "executed" | "held" | "refused" | "error" | "silence" | "odd";

/** One request for a call and what came back. A planned call may be asked for several times with one key. */
export type Answer = {
  /** Unique in a run; the upstream writes it down with the effect. */
  name: string;
  tenantId: string;
  sessionId: string;
  /** Which process was asked: "gateway 1", "gateway 2", "console". */
  via: string;
  door: "rest" | "mcp";
  askedAt: number;
  answeredAt: number;
  kind: AnswerKind;
  status: number;
  code: string;
  callId: string | null;
  /** Of the decision that is spoken of; refusals name their call alone. */
  decisionId: string | null;
  approvalId: string | null;
  /** What is said of the effect: it ran; nothing was executed; not known; not spoken of. */
  effect: "done" | "none" | "unknown" | "unsaid";
};

/** One vote that was acknowledged to a person. */
export type Vote = { approvalId: string; tenantId: string; verdict: "approve" | "deny"; auditId: string };

/** One line of the upstream's own log, durable before it answered. `repeat`: the key was known, so nothing was done. */
export type Effect = { at: number; key: string; name: string; repeat: boolean };

export type DecisionRow = {
  id: string;
  tenantId: string;
  callId: string;
  sessionId: string | null;
  action: string;
  code: string;
  grantId: string | null;
  approvalId: string | null;
  /** When its transaction committed, as PostgreSQL keeps it (track_commit_timestamp); null where it knows no more. */
  committedAt: number | null;
  outcomeDueAt: number | null;
  capability: string;
};
export type OutcomeRow = { decisionId: string; tenantId: string; status: string };
export type ApprovalRow = {
  id: string;
  tenantId: string;
  callId: string;
  sessionId: string;
  status: string;
  expiresAt: number;
  sessionEndedAt: number | null;
};
export type GrantRow = {
  id: string;
  approvalId: string;
  expiresAt: number;
  consumedAt: number | null;
  consumedBy: string | null;
};
/** What a refusal added to its session's risk, and what that was then. */
export type SignalRow = { decisionId: string; sessionId: string; points: number; score: number };
export type LeafRow = {
  id: string;
  tenantId: string;
  action: string;
  subjectId: string;
  /** The stored bytes as text, and the stored hash in hex. */
  bytes: string;
  hash: string;
};

/** A checkpoint of a tenant's chain: so many seals, the last one's hash, the root over all. Hashes in hex. */
export type Head = { size: number; hash: string; root: string };
/** A seal with what it covers of its leaf besides the hash; null where the leaf is not there. */
export type SealRow = {
  seq: number;
  leafId: string;
  leafHash: string;
  prev: string;
  hash: string;
  sealedAt: Date;
  recordedAt: Date | null;
  category: string | null;
};
/** One tenant's chain, from where it was last looked at. */
export type Chain = {
  tenantId: string;
  /** Its newest checkpoint then, and what stands at that size now. Null: there is none. */
  before: Head | null;
  then: Head | null;
  /** The newest now. */
  head: Head | null;
  seals: readonly SealRow[];
  /** Leaves in the queue. */
  waiting: readonly string[];
  /** What the product's own verifier says of the whole chain; null where it was not asked. */
  faults: readonly string[] | null;
};

/** A look at a thing of one tenant with another tenant's eyes, and whether anything was there. */
export type Look = { what: string; id: string; ownerId: string; viewerId: string; seen: boolean };

/** What is overdue and was not taken care of: a line that says what. */
export type Overdue = string;

/** A time in which what calls need was down, from its end to its start again. */
export type Down = { what: string; from: number; to: number };

export type Facts = {
  /** What each call was meant to be, by its name; probes are in no plan. */
  plans: ReadonlyMap<string, Kind>;
  /** Only the cycle's, as everything below but `effects`. */
  answers: readonly Answer[];
  votes: readonly Vote[];
  /** All whose name or key is of this cycle, whenever they came. */
  effects: readonly Effect[];
  decisions: readonly DecisionRow[];
  outcomes: readonly OutcomeRow[];
  approvals: readonly ApprovalRow[];
  grants: readonly GrantRow[];
  /** Sessions whose calls are all refused, and what that led to. */
  refused: readonly string[];
  signals: readonly SignalRow[];
  quarantines: readonly { sessionId: string }[];
  leaves: readonly LeafRow[];
  chains: readonly Chain[];
  /** Ids of calls that the inspector shows, by session; null where a session can't be read. */
  inspected: ReadonlyMap<string, ReadonlySet<string> | null>;
  looks: readonly Look[];
  overdue: readonly Overdue[];
  downs: readonly Down[];
  /** When the rows were read. */
  readAt: number;
};
