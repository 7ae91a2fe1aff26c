import type { Json, JsonObject } from "../platform/json";
import type { TaintLabel } from "../platform/labels/types";

export const OPERATIONS = ["READ", "WRITE", "DELETE", "EXECUTE", "NETWORK"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** From least to most dangerous. */
export const RISK_LEVELS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** suspended: the upstream changed it, a person has to accept the change. retired: the upstream no longer has it. */
export const CAPABILITY_STATUSES = ["active", "suspended", "retired"] as const;
export type CapabilityStatus = (typeof CAPABILITY_STATUSES)[number];

/** Why a capability is suspended: nobody has looked at the change yet, or somebody has and turned it down. */
export const SUSPENSIONS = ["changed", "rejected"] as const;
export type Suspension = (typeof SUSPENSIONS)[number];

/** How one argument reaches an HTTP request. `name` is the parameter's own name, `argument` ours. */
export type HttpParameter = {
  argument: string;
  name: string;
  in: "path" | "query" | "header";
  /** OpenAPI style and explode, resolved to their defaults. */
  style: "simple" | "label" | "matrix" | "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";
  explode: boolean;
};

/** Which HTTP request a call becomes: method, path template relative to the base address, and where arguments go. */
export type HttpBinding = {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  /** Starts with a slash; `{name}` stands for a path parameter. */
  path: string;
  parameters: HttpParameter[];
  /** The argument that is the body, and how it is sent; null: no body. */
  body: { argument: string; contentType: string } | null;
  /** What it answers with, for the Accept header. */
  accept: string;
};

/** A tool as an MCP server lists it, or made of an OpenAPI operation; only the members that bind what a call means. */
export type Tool = {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: JsonObject;
  binding?: HttpBinding;
};

/** A place in a call, as it was made or as it was answered (CallToolResult). `pointer`: RFC 6901. */
export type CallPlace = { from: "arguments" | "result"; pointer: string };

/**
 * Each argument of a compensating call, by name: a place in the original call (in its result usually
 * /structuredContent/…), or a constant.
 */
export type CompensationMapping = Record<string, CallPlace | { value: Json }>;

export const AMOUNT_KINDS = ["money", "records"] as const;
export type AmountKind = (typeof AMOUNT_KINDS)[number];

/**
 * How much one call moves: a number, a decimal text, or for records a list's length, at a place in the call.
 * `unit`: of money its ISO 4217 code, of records what one is called.
 */
export type Amount = CallPlace & { of: AmountKind; unit: string };

/** `total`: an exact decimal. `unreadable`: calls that say nothing there which counts, or whose values are not kept. */
export type AmountTotal = { of: AmountKind; unit: string; total: string; calls: number; unreadable: number };

/** What a person, or a first guess from annotations, says of one capability. */
export type CapabilitySpec = {
  operation: Operation;
  sideEffects: { reversible: boolean; scope: string; description: string };
  compensation: {
    supported: boolean;
    strategy: string;
    capability: string | null;
    mapping?: CompensationMapping;
  };
  risk: { level: RiskLevel; justification: string; requiresApproval: boolean };
  idempotent: boolean;
  timeoutMs: number;
  retries: number;
  /** Plain-words sentence with `{{args.path}}` slots. */
  consequence: string;
  /** What each of its results leaves on the session; absent where nothing. */
  resultLabels?: TaintLabel[];
  /** What it moves; absent where nothing is declared. */
  amounts?: Amount[];
};

/** One line of the console's list. */
export type CapabilityRow = {
  id: string;
  name: string;
  title: string;
  upstream: { id: string; slug: string; name: string };
  operation: Operation;
  /** Null counts as HIGH. */
  riskLevel: RiskLevel | null;
  reversible: boolean;
  compensationSupported: boolean;
  requiresApproval: boolean;
  status: CapabilityStatus;
  suspension: Suspension | null;
  /** A person has accepted exactly the present definition. */
  reviewed: boolean;
  updatedAt: string;
};

/** One capability with everything known of it. */
export type CapabilityDetail = CapabilityRow & {
  toolName: string;
  description: string;
  inputSchema: JsonObject;
  outputSchema: JsonObject | null;
  annotations: JsonObject | null;
  spec: CapabilitySpec;
  definitionHash: string;
  binding: HttpBinding | null;
  /** The definition that a person accepted last, where it is not the present one. */
  accepted: Tool | null;
  reviewedById: string | null;
  reviewedAt: string | null;
  createdAt: string;
};

/** What a review without a reason is told where needsReason says that it has to have one. */
export const NO_REASON =
  "Say why: this takes the place of what was accepted before, or accepts what its upstream changed.";

/**
 * Whether a review has to say why it is made: it takes the place of what a person has said before, or accepts what an
 * upstream has changed. The first of all says it with its risk.
 */
export function needsReason({
  reviewedAt,
  suspension,
}: Pick<CapabilityDetail, "reviewedAt" | "suspension">): boolean {
  return reviewedAt !== null || suspension !== null;
}

/** A capability after a person's verdict, with the audit record of it. */
export type JudgedCapability = CapabilityDetail & { auditId: string };

export const REVISION_KINDS = ["imported", "changed", "reviewed", "rejected", "restored", "retired"] as const;
export type RevisionKind = (typeof REVISION_KINDS)[number];

/** One version of a capability. `author` is null where the system acted on an upstream's word. */
export type CapabilityRevisionRow = {
  id: string;
  number: number;
  kind: RevisionKind;
  status: CapabilityStatus;
  definitionHash: string;
  definition: Tool;
  spec: CapabilitySpec;
  author: { id: string; name: string } | null;
  reason: string;
  createdAt: string;
};

/**
 * What a person has still to look at, most urgent first. `readOnly`: its upstream says so, nobody has ever accepted
 * another definition of it, and its HTTP request, if it is one, is a GET or a HEAD.
 */
export type ReviewQueueRow = CapabilityRow & {
  description: string;
  definitionHash: string;
  readOnly: boolean;
  waitingSince: string;
};

/** What would be called to take a call back, and whether it could be. */
export type CompensationPlan = {
  capability: string;
  arguments: JsonObject;
  /** By pointer into `arguments`; empty: it fits the compensating capability's schema. */
  faults: { pointer: string; detail: string }[];
};

export type CapabilityPage = { rows: CapabilityRow[]; nextCursor: string | null };
export type ReviewQueuePage = { rows: ReviewQueueRow[]; nextCursor: string | null };
/** Newest first; `nextBefore` is what to pass as `before` for the older ones. */
export type CapabilityRevisionPage = { rows: CapabilityRevisionRow[]; nextBefore: number | null };

/** What became of a bulk acceptance: names of what was accepted, and why the others were not. */
export type AcceptReadOnlyReport = { accepted: string[]; refused: { name: string; reason: string }[] };

/** What an import did, by tool name. */
export type ImportReport = {
  added: string[];
  suspended: string[];
  restored: string[];
  retired: string[];
  unchanged: number;
  refused: { tool: string; reason: string }[];
};

/** One broken rule: which one, where in the spec, and the two ways out. */
export type RiskFault = { rule: 1 | 2 | 3; pointer: string; detail: string };

/** What the rules look at. */
export type RiskFacts = {
  operation: CapabilitySpec["operation"];
  sideEffects: Pick<CapabilitySpec["sideEffects"], "reversible">;
  compensation: Pick<CapabilitySpec["compensation"], "supported">;
  risk: Pick<CapabilitySpec["risk"], "level">;
};

const FAILED = "Risk consistency check failed";

/**
 * The three risk consistency rules; the database holds the same three as CHECK constraints, so that no path
 * stores a spec that breaks one. Empty where the spec is consistent.
 */
export function riskFaults(spec: RiskFacts): RiskFault[] {
  const { level } = spec.risk;
  const irreversible = !spec.sideEffects.reversible;
  const grave = level === "HIGH" || level === "CRITICAL";
  const faults: RiskFault[] = [];
  const fault = (rule: RiskFault["rule"], detail: string) =>
    faults.push({ rule, pointer: "/risk/level", detail: `${FAILED}, rule ${rule}: ${detail}` });
  if (irreversible && !grave) {
    fault(
      1,
      `irreversible side effects (reversible=false) require risk level HIGH or CRITICAL, got ${level}. Raise the risk to HIGH or CRITICAL, or make the side effects reversible.`,
    );
  }
  if (spec.operation === "DELETE" && !grave) {
    fault(
      2,
      `operation DELETE requires risk level HIGH or CRITICAL, got ${level}. Raise the risk to HIGH or CRITICAL, or choose the operation that it really is.`,
    );
  }
  if (irreversible && !spec.compensation.supported && level !== "CRITICAL") {
    fault(
      3,
      `irreversible side effects without compensation require risk level CRITICAL, got ${level}. Raise the risk to CRITICAL, or support compensation and name its strategy or capability.`,
    );
  }
  return faults;
}

/** What the sentences of a risk card are made from. */
export type RiskWords = Pick<
  CapabilitySpec,
  "operation" | "sideEffects" | "compensation" | "risk" | "idempotent" | "retries"
>;

/**
 * The risk card in words, most important first: what stays when it has run and who has to agree, then whether a
 * lost call may be repeated. Our own sentences; of a reviewer's words only the compensating capability's name.
 */
export function riskSentences(spec: RiskWords): string[] {
  return [`${effectOf(spec)}: ${agreement(spec)}.`, repetition(spec)];
}

function effectOf({ operation, sideEffects, compensation }: RiskWords): string {
  const undo = compensation.capability ?? "hand";
  if (!sideEffects.reversible) {
    const lost = operation === "DELETE" ? "Deletes for good" : "Irreversible";
    return compensation.supported
      ? `${lost}, but compensated by ${undo}`
      : `${lost} and nothing compensates it`;
  }
  if (operation === "READ" && !compensation.supported) return "Only reads, so there is nothing to take back";
  return compensation.supported
    ? `Reversible, taken back by ${undo}`
    : "Reversible, though nothing is named that takes it back";
}

function agreement({ risk }: RiskWords): string {
  if (risk.level === "CRITICAL") return "two people must approve each call";
  if (risk.requiresApproval) return "a person must approve each call, even where a rule allows it";
  if (risk.level === "HIGH")
    return "a person must approve each call, unless the rule that allows it accepts high risk";
  return "it runs as the policy's rules say";
}

function repetition({ idempotent, retries }: RiskWords): string {
  if (!idempotent) return "Repeating it may do it twice: a call without an answer is never tried again.";
  if (retries === 0)
    return "Repeating it changes nothing more, but a call without an answer is never tried again.";
  const times = retries === 1 ? "once more" : `up to ${retries} times more`;
  return `Repeating it changes nothing more: a call without an answer is tried ${times}.`;
}
