import type { CapabilitySpec, Operation, RiskLevel } from "./types";

type Words = { scope: string; effects: string; justification: string; consequence: string };
type Undo = { strategy: string; capability?: string };

function spec(
  operation: Operation,
  level: RiskLevel,
  reversible: boolean,
  words: Words,
  undo?: Undo,
): CapabilitySpec {
  return {
    operation,
    sideEffects: { reversible, scope: words.scope, description: words.effects },
    compensation: {
      supported: undo !== undefined,
      strategy: undo?.strategy ?? "",
      capability: undo?.capability ?? null,
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
