import type { Turn } from "./types";

const MOST_KEY = 100;
const MOST_LABEL = 120;
const MOST_MS = 24 * 3_600_000;

/**
 * The turn an agent reports with a call: a number, a text, or {id, label, model_ms}. Anything else is no turn: what an
 * agent says of itself is never an error here.
 */
export function turnOf(reported: unknown): Turn | null {
  const simple = keyOf(reported);
  if (simple !== null) return { key: simple, label: "", modelMs: null };
  if (typeof reported !== "object" || reported === null || !("id" in reported)) return null;
  const key = keyOf(reported.id);
  if (key === null) return null;
  return {
    key,
    label:
      "label" in reported && typeof reported.label === "string" ? reported.label.slice(0, MOST_LABEL) : "",
    modelMs: "model_ms" in reported ? milliseconds(reported.model_ms) : null,
  };
}

/** Two reports of one turn: a later call may know what the first did not. */
export function mergeTurn(known: Turn, reported: Turn): Turn {
  return { ...known, label: known.label || reported.label, modelMs: known.modelMs ?? reported.modelMs };
}

function keyOf(value: unknown): string | null {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, MOST_KEY) : null;
}

function milliseconds(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= MOST_MS ? Math.round(value) : null;
}
