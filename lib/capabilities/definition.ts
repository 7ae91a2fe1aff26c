import { hashOf } from "../platform/json";
import type { CapabilitySpec, Operation, RiskLevel, Tool } from "./types";

/** The members of a tool that bind what a call means, without those it does not have. */
export function bound(tool: Tool): Tool {
  const { name, inputSchema, title, description, outputSchema, annotations, binding } = tool;
  return {
    name,
    inputSchema,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(outputSchema !== undefined && { outputSchema }),
    ...(annotations !== undefined && { annotations }),
    ...(binding !== undefined && { binding }),
  };
}

/**
 * SHA-256 (hex) of the RFC 8785 form of what a tool's definition binds: name, title, description, schemas,
 * annotations and the HTTP request it becomes. Any change of these at the upstream gives another hash.
 */
export function definitionHash(tool: Tool): string {
  return hashOf(bound(tool));
}

/**
 * A first guess from MCP annotations, which a server says of itself: they may fill in the form, but never
 * bring the risk below HIGH. Only a person's review does (reviewCapability). Where hints contradict each other,
 * the worse one is believed; openWorldHint says nothing of harm, so it changes nothing.
 */
export function classify(tool: Tool): CapabilitySpec {
  const hint = (name: string): boolean => tool.annotations?.[name] === true;
  const operation = guess(hint("readOnlyHint"), hint("destructiveHint"));
  const reads = operation === "READ";
  // Irreversible without compensation is CRITICAL by rule 3.
  const level: RiskLevel = reads ? "HIGH" : "CRITICAL";
  return {
    operation,
    sideEffects: { reversible: reads, scope: "", description: "" },
    compensation: { supported: false, strategy: "", capability: null },
    risk: {
      level,
      justification: "Not reviewed: the upstream's own annotations are not trusted below HIGH.",
      requiresApproval: false,
    },
    idempotent: reads || hint("idempotentHint"),
    timeoutMs: 30_000,
    retries: 0,
    consequence: "",
  };
}

function guess(readOnly: boolean, destructive: boolean): Operation {
  if (destructive) return "DELETE";
  return readOnly ? "READ" : "WRITE";
}
