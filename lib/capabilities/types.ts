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
