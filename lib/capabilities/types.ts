import type { JsonObject } from "../platform/json";

export const OPERATIONS = ["READ", "WRITE", "DELETE", "EXECUTE", "NETWORK"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** From least to most dangerous. */
export const RISK_LEVELS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** suspended: the upstream changed it, a person has to accept the change. retired: the upstream no longer has it. */
export const CAPABILITY_STATUSES = ["active", "suspended", "retired"] as const;
export type CapabilityStatus = (typeof CAPABILITY_STATUSES)[number];

/** A tool as an MCP server lists it; only the members that bind what a call means. */
export type Tool = {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: JsonObject;
};

/** What a person, or a first guess from annotations, says of one capability. */
export type CapabilitySpec = {
  operation: Operation;
  sideEffects: { reversible: boolean; scope: string; description: string };
  compensation: { supported: boolean; strategy: string; capability: string | null };
  risk: { level: RiskLevel; justification: string; requiresApproval: boolean };
  idempotent: boolean;
  timeoutMs: number;
  retries: number;
  /** Plain-words sentence with `{{args.path}}` slots. */
  consequence: string;
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
  reviewedById: string | null;
  reviewedAt: string | null;
  createdAt: string;
};

export type CapabilityPage = { rows: CapabilityRow[]; nextCursor: string | null };

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
