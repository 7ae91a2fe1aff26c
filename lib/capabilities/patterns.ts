import type { CapabilitySpec, CompensationMapping, Operation, RiskLevel } from "./types";

type Words = { scope: string; effects: string; justification: string; consequence: string };
/** How to take it back: a strategy in words, a capability, or both. */
type Undo =
  | { strategy: string; capability?: never; mapping?: never }
  | { strategy?: string; capability: string; mapping?: CompensationMapping };

function spec(
  operation: Operation,
  level: RiskLevel,
  reversible: boolean,
  words: Words,
  undo?: Undo,
): CapabilitySpec {
  // An empty strategy would be a compensation in name only, and lower the risk for nothing.
  if (undo && undo.capability === undefined && undo.strategy.trim() === "")
    throw new TypeError("A compensation names its strategy or its capability.");
  return {
    operation,
    sideEffects: { reversible, scope: words.scope, description: words.effects },
    compensation: {
      supported: undo !== undefined,
      strategy: undo?.strategy ?? "",
      capability: undo?.capability ?? null,
      ...(undo?.mapping && { mapping: undo.mapping }),
    },
    risk: { level, justification: words.justification, requiresApproval: false },
    idempotent: operation === "READ",
    timeoutMs: 30_000,
    retries: 0,
    consequence: words.consequence,
  };
}

/** The safe pattern of reading: LOW and reversible. */
export function readSpec(words: Words): CapabilitySpec {
  return spec("READ", "LOW", true, words);
}

/** Writing what can be taken back: MEDIUM. */
export function reversibleWriteSpec(words: Words, undo?: Undo): CapabilitySpec {
  return spec("WRITE", "MEDIUM", true, words, undo);
}

/** Writing what cannot: HIGH with a compensation, CRITICAL without. */
export function irreversibleWriteSpec(words: Words, undo?: Undo): CapabilitySpec {
  return spec("WRITE", undo ? "HIGH" : "CRITICAL", false, words, undo);
}

/** Deleting: HIGH, and a compensation has to be named. */
export function deleteSpec(words: Words, undo: Undo): CapabilitySpec {
  return spec("DELETE", "HIGH", false, words, undo);
}
