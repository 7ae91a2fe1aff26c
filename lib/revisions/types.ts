import type { JsonObject } from "../platform/json/types";
import type { CheckReport, SemanticDiff } from "../policy/check-types";
import type { FullExplanation, PolicyDecision } from "../policy/types";
import type { ImpactReport } from "../impact/types";

export const REVISION_STATES = [
  "draft",
  "in_review",
  "published",
  "superseded",
  "rolled_back",
  "discarded",
] as const;
export type RevisionState = (typeof REVISION_STATES)[number];

export const ENVIRONMENTS = ["preview", "staging", "production"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** A person as pages name them; null where it was the system. */
export type Person = { id: string; name: string } | null;

/** A revision in a list. Times are ISO 8601. */
export type RevisionSummary = {
  id: string;
  number: number;
  title: string;
  state: RevisionState;
  /** SHA-256 (hex) of the canonical form; null while the text is not a policy. */
  hash: string | null;
  createdBy: Person;
  updatedBy: Person;
  updatedAt: string;
  publishedAt: string | null;
  scheduledAt: string | null;
  /** Environments in which it is in force now. */
  inForce: readonly Environment[];
  approvals: number;
  requiredApprovals: number;
  openComments: number;
  origin: string;
};

export type Review = {
  id: string;
  person: Person;
  verdict: "approve" | "request_changes";
  comment: string;
  at: string;
  /** Void since the content changed. */
  voided: boolean;
};

export type Comment = {
  id: string;
  ruleId: string | null;
  person: Person;
  body: string;
  at: string;
  resolvedBy: Person;
  resolvedAt: string | null;
};

export type Deployment = {
  id: string;
  environment: Environment;
  revisionId: string;
  revisionNumber: number;
  kind: "install" | "publish" | "promote" | "rollback" | "drill";
  reason: string;
  by: Person;
  at: string;
  endedAt: string | null;
};

export type DrillStep = { name: string; passed: boolean; detail: string };
export type Drill = {
  id: string;
  hash: string;
  passed: boolean;
  steps: readonly DrillStep[];
  by: Person;
  at: string;
};

/** One thing that has to be so before a revision may take a step, and whether it is. */
export type Requirement = { id: string; met: boolean; sentence: string };

/** Everything the page of one revision shows. `can…` say why not, in a sentence, where the answer is no. */
export type Revision = RevisionSummary & {
  document: string;
  tests: string;
  testsHash: string;
  version: number;
  base: { id: string; number: number; document: string; tests: string } | null;
  /** The revision in force in production, which this one is compared with. */
  published: { id: string; number: number; document: string; tests: string } | null;
  submittedBy: Person;
  submittedAt: string | null;
  loosens: boolean;
  looseningReason: string;
  checkReport: CheckReport | null;
  semanticDiff: StoredDiff | null;
  impactReport: ImpactReport | null;
  scheduleProblem: string;
  scheduledBy: Person;
  signature: { keyId: string; signedAt: string } | null;
  reviews: readonly Review[];
  comments: readonly Comment[];
  deployments: readonly Deployment[];
  drills: readonly Drill[];
  /** What publishing to production needs, in the order to do it in. */
  requirements: readonly Requirement[];
  may: Record<RevisionVerb, Verdict>;
};

export const REVISION_VERBS = [
  "edit",
  "submit",
  "withdraw",
  "approve",
  "request_changes",
  "publish",
  "schedule",
  "cancel_schedule",
  "promote",
  "drill",
  "rollback_to",
  "discard",
] as const;
export type RevisionVerb = (typeof REVISION_VERBS)[number];
export type Verdict = { ok: true } | { ok: false; why: string };

/** What one gateway process enforces in one environment, and how long it took to get there. */
export type ProcessConvergence = {
  processId: string;
  environment: Environment;
  revisionId: string | null;
  revisionNumber: number | null;
  problem: string;
  since: string;
  seenAt: string;
  /** Milliseconds from the deployment to this process enforcing it; null where it doesn't. */
  lagMs: number | null;
  /** current: enforces what is deployed. behind: something else. unknown: not heard of for a while. */
  status: "current" | "behind" | "unknown";
};

export type Convergence = {
  environment: Environment;
  deployed: { revisionId: string; revisionNumber: number; at: string } | null;
  processes: readonly ProcessConvergence[];
  /** "2 of 2 on revision 5, the slowest after 0.4 s". */
  sentence: string;
};

export type ExceptionStatus = "waiting" | "active" | "expired" | "revoked";
export type PolicyExceptionView = {
  id: string;
  scope: "tenant" | "session";
  sessionId: string | null;
  capability: string;
  principal: string | null;
  reason: string;
  createdBy: Person;
  createdAt: string;
  expiresAt: string;
  approvers: readonly Person[];
  requiredApprovers: number;
  revokedBy: Person;
  revokedAt: string | null;
  status: ExceptionStatus;
  may: { approve: Verdict; revoke: Verdict };
};

export type PolicySettingsView = {
  requiredReviewers: number;
  requireDrill: boolean;
  coverageFloor: number;
  strictPackages: boolean;
};

/** Answer of a save that lost: what is there now, so that the page can merge, with the loser's text kept. */
export type SaveConflict = {
  version: number;
  document: string;
  tests: string;
  title: string;
  savedBy: Person;
  savedAt: string;
};
export type SaveResult =
  | { saved: true; version: number; hash: string | null; auditId: string; voidedApprovals: number }
  | { saved: false; conflict: SaveConflict };

/** What a step of a revision's life left behind. `auditId` is its receipt. */
export type StepTaken = { id: string; number: number; state: RevisionState; auditId: string };

/** A page of revisions, the newest first. `nextBefore` asks for the next one. */
export type RevisionPage = { rows: readonly RevisionSummary[]; nextBefore: number | null };

/** The comparison with the revision that was in force when it was made; `against` is null where none was. */
export type StoredDiff = SemanticDiff & { against: string | null };

/** What a draft would answer to one call, and the facts that it was asked about. */
export type Simulation = {
  decision: PolicyDecision;
  explanation: FullExplanation;
  facts: {
    principal: string;
    capability: string;
    environment: string;
    args: JsonObject;
    context: JsonObject;
    /** False where the registry has no such capability: the gateway would refuse the call before any policy. */
    registered: boolean;
  };
};

/** A policy that can be carried elsewhere: JSON, signed with Ed25519 over the canonical manifest. */
export type PolicyPackage = {
  format: "agentgate.policy/1";
  manifest: {
    hash: string;
    /** SHA-256 (hex) of the document as text: nobody slips another comment under a signature either. */
    documentHash: string;
    testsHash: string;
    number: number;
    title: string;
    tenant: string;
    signedAt: string;
    keyId: string;
  };
  document: string;
  tests: string;
  /** base64 of the raw Ed25519 public key, so that a trusting side can name it. */
  publicKey: string;
  /** base64. */
  signature: string;
};
