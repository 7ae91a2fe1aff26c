import { hashOf } from "../platform/json";
import type { CapabilitySpec, Operation, RiskLevel, Tool } from "./types";

/**
 * SHA-256 (hex) of the RFC 8785 form of what a tool's definition binds: name, title, description, schemas and
 * annotations. Any change of these at the upstream gives another hash.
 */
export function definitionHash(tool: Tool): string {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return hashOf(
    Object.fromEntries(
      Object.entries({ name, title, description, inputSchema, outputSchema, annotations }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  );
}

/**
 * A first guess from MCP annotations, which a server says of itself: they may fill in the form, but never
 * bring the risk below HIGH. Only a person's review does (reviewCapability).
 */
export function classify(tool: Tool): CapabilitySpec {
  const hint = (name: string): boolean => tool.annotations?.[name] === true;
  const readOnly = hint("readOnlyHint");
  const operation: Operation = readOnly ? "READ" : "WRITE";
  // Irreversible without compensation is CRITICAL by rule 3.
  const level: RiskLevel = readOnly ? "HIGH" : "CRITICAL";
  return {
    operation,
    sideEffects: { reversible: readOnly, scope: "", description: "" },
    compensation: { supported: false, strategy: "", capability: null },
    risk: {
      level,
      justification: "Not reviewed: the upstream's own annotations are not trusted below HIGH.",
      requiresApproval: false,
    },
    idempotent: false,
    timeoutMs: 30_000,
    retries: 0,
    consequence: "",
  };
}
