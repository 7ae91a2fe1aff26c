import type { Json, JsonObject } from "../platform/json";

/** What the registry says about a capability. Missing counts as HIGH. */
export const RISK_LEVELS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

export const ACTIONS = ["ALLOW", "DENY", "REQUIRE_APPROVAL"] as const;
export type Action = (typeof ACTIONS)[number];

/** The approval chains that come with the product. A tenant's own have names of the same form. */
export const BUILT_IN_CHAIN_NAMES = ["reviewer", "admin", "two-reviewers", "two-admins"] as const;
export type BuiltInChainName = (typeof BUILT_IN_CHAIN_NAMES)[number];

/** The chain that is asked where nothing is said. */
export const DEFAULT_CHAIN: BuiltInChainName = "reviewer";

export function isBuiltInChain(name: string): name is BuiltInChainName {
  return (BUILT_IN_CHAIN_NAMES as readonly string[]).includes(name);
}

export const MODERATION_LEVELS = ["none", "standard", "strict"] as const;
export type ModerationLevel = (typeof MODERATION_LEVELS)[number];

/** Which chain of approvals is asked, by its name. Who is in it is looked up when a call is held. */
export type ApprovalObligation = {
  chain: string;
  /** For how long the question stands; the chain's own time where the rule doesn't say. */
  expiresInMinutes?: number;
};

/** At most `calls` of one rule in one session in any `perSeconds` seconds. */
export type RateLimit = { calls: number; perSeconds: number };

/** What has to happen besides the action. `approval` is there exactly where the action is REQUIRE_APPROVAL. */
export type Obligations = {
  approval?: ApprovalObligation;
  /** JSON Pointers under /arguments, /context and /result that no record may hold. */
  redact?: readonly string[];
  rateLimit?: RateLimit;
  /** The caller had to confirm the call, and did. */
  confirmHighRiskAction?: true;
  /** How strictly content is to be moderated. */
  moderation?: ModerationLevel;
};

/** What the engine knows of one capability: the registry's word, never the caller's. */
export type CapabilityRequest = {
  name: string;
  upstream: string;
  operation: string;
  riskLevel: RiskLevel | null;
  reversible: boolean;
  /** What it reaches, in a person's words. */
  scope: string;
  idempotent: boolean;
  requiresApproval: boolean;
};

/** How many calls a session made before this one, and how they were decided: an approved call counts as held. */
export type SessionCounts = { calls: number; allowed: number; denied: number; held: number };

/** Everything a decision depends on. The engine reads it and never changes it. */
export type PolicyRequest = {
  principal: { id: string; name: string };
  tenant: { id: string; slug: string };
  session: {
    id: string;
    kind: string;
    startedAt: Date;
    /** Labels that results of earlier calls left on the session. */
    taint: readonly string[];
    /** Only there where the policy reads it (CompiledPolicy.readsCounts): counting costs a query. */
    counts?: SessionCounts;
  };
  capability: CapabilityRequest;
  args: JsonObject;
  context: JsonObject;
  env: { name: string };
  now: Date;
};

/** Why a rule that could match did or didn't. */
export type TriedRule = {
  ruleId: string;
  outcome: "matched" | "condition_false" | "condition_failed" | "other_environment" | "other_tenant";
  /** The text of the rule's `when`, where it was evaluated. */
  condition?: string;
  /** Why the condition could not be evaluated. */
  error?: string;
};

/** What made the decision stricter than the rule: the fact, and a sentence about it. */
export type Raise = {
  from: Action;
  fact:
    | "risk_high"
    | "risk_critical"
    | "risk_missing"
    | "requires_approval"
    | "confirmation_missing"
    | "condition_failed";
  sentence: string;
};

/** What people decided to let through for a while, though the policy says otherwise. */
export type PolicyException = {
  id: string;
  scope: "tenant" | "session";
  /** Only there where the scope is a session. */
  sessionId?: string;
  /** One whole capability name, no pattern. */
  capability: string;
  /** One whole principal name; everybody where it is absent. */
  principal?: string;
  reason: string;
  expiresAt: Date;
  /** How many people approved it. */
  approvers: number;
};

/** The exception that made the answer laxer, and the answer it replaced. `expiresAt` is ISO 8601. */
export type AppliedException = { id: string; reason: string; expiresAt: string; from: Action };

/** The rules that could match, in order, and how the answer came about. Plain JSON. */
export type Explanation = {
  tried: readonly TriedRule[];
  /** How many more rules were tried than `tried` lists. */
  omitted: number;
  /** The rule that decided; null where the policy's default did. */
  matched: string | null;
  raised: Raise | null;
  /** Only there where an exception applied. */
  exception?: AppliedException;
};

/** One part of a condition that made it false or fail, with what its names stood for. */
export type Because = {
  expression: string;
  /** At most 100 characters of each; "[redacted]" for what no record may hold. */
  values: Readonly<Record<string, Json>>;
  /** Names that stood for nothing. */
  absent?: readonly string[];
  /** Where the condition doesn't hold because this part does: `!(a && b)`. */
  holds?: true;
  error?: string;
};

/** An explanation for people: for a condition that didn't hold also which of its parts didn't. Plain JSON. */
export type FullExplanation = Omit<Explanation, "tried"> & {
  tried: readonly (TriedRule & { because?: readonly Because[] })[];
};

/** What of a request, beyond its names and its capability, the outcome of a rule depends on. */
export type RuleReads = "args" | "context" | "counts" | "taint" | "time" | "rate";

export type PolicyDecision = {
  action: Action;
  ruleId: string | null;
  reason: string;
  /** The level the decision was made on: a missing one is HIGH. */
  riskLevel: RiskLevel;
  obligations: Obligations;
  explanation: Explanation;
};

export type FindingCode =
  | "TOO_LARGE"
  | "TOO_DEEP"
  | "YAML_SYNTAX"
  | "TAB_INDENTATION"
  | "DUPLICATE_KEY"
  | "ALIAS_NOT_ALLOWED"
  | "TAG_NOT_ALLOWED"
  | "DIRECTIVE_NOT_ALLOWED"
  | "MERGE_KEY_NOT_ALLOWED"
  | "FORBIDDEN_KEY"
  | "UNKNOWN_FIELD"
  | "MISSING_FIELD"
  | "INVALID_VALUE"
  | "TOO_MANY_RULES"
  | "DUPLICATE_RULE_ID"
  | "CEL_SYNTAX"
  | "CEL_TYPE"
  | "CEL_NOT_BOOLEAN"
  | "CEL_REGEX"
  | "CEL_TOO_LARGE";

/** One fault in a policy document: where (1-based), what, and how to mend it. */
export type Finding = { code: FindingCode; line: number; column: number; message: string; fix: string };
