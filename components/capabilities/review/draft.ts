import type { Json, JsonObject } from "@/lib/platform/json/types";
import { TAINT_LABELS, type TaintLabel } from "@/lib/platform/labels/types";
import { CapabilitySpecInput } from "@/lib/capabilities/schemas";
import {
  riskFaults,
  type Amount,
  type CapabilitySpec,
  type CompensationMapping,
  type Operation,
  type RiskFault,
  type RiskLevel,
} from "@/lib/capabilities/types";

/** Where one argument of the compensating call comes from, as it is being written. */
export type MappingRow = {
  argument: string;
  source: "none" | "arguments" | "result" | "constant";
  pointer: string;
  /** JSON text. */
  constant: string;
};

/** A spec as it is being written: numbers and constants are the text that was typed. */
export type SpecDraft = {
  operation: Operation;
  reversible: boolean;
  scope: string;
  effects: string;
  compensated: boolean;
  strategy: string;
  /** Empty: none. */
  capability: string;
  mapping: readonly MappingRow[];
  level: RiskLevel;
  justification: string;
  requiresApproval: boolean;
  idempotent: boolean;
  timeoutSeconds: string;
  retries: string;
  consequence: string;
  resultLabels: readonly TaintLabel[];
  amounts: readonly Amount[];
};

export function draftOf(spec: CapabilitySpec): SpecDraft {
  const { sideEffects, compensation, risk } = spec;
  return {
    operation: spec.operation,
    reversible: sideEffects.reversible,
    scope: sideEffects.scope,
    effects: sideEffects.description,
    compensated: compensation.supported,
    strategy: compensation.strategy,
    capability: compensation.capability ?? "",
    mapping: Object.entries(compensation.mapping ?? {}).map(([argument, value]) =>
      "from" in value
        ? { argument, source: value.from, pointer: value.pointer, constant: "" }
        : { argument, source: "constant", pointer: "", constant: JSON.stringify(value.value) },
    ),
    level: risk.level,
    justification: risk.justification,
    requiresApproval: risk.requiresApproval,
    idempotent: spec.idempotent,
    timeoutSeconds: String(spec.timeoutMs / 1_000),
    retries: String(spec.retries),
    consequence: spec.consequence,
    resultLabels: spec.resultLabels ?? [],
    amounts: spec.amounts ?? [],
  };
}

/** By the name of the form's field, e.g. "risk.level" or "compensation.mapping.path". */
export type FieldErrors = Readonly<Record<string, string>>;

/** The spec that a draft says, and everything that keeps it from being one. */
export function readDraft(draft: SpecDraft): { spec: CapabilitySpec; errors: FieldErrors } {
  const { mapping, errors } = readMapping(draft);
  const spec: CapabilitySpec = {
    operation: draft.operation,
    sideEffects: { reversible: draft.reversible, scope: draft.scope, description: draft.effects },
    compensation: {
      supported: draft.compensated,
      strategy: draft.compensated ? draft.strategy : "",
      capability: draft.compensated && draft.capability !== "" ? draft.capability : null,
      ...(mapping && { mapping }),
    },
    risk: {
      level: draft.level,
      justification: draft.justification,
      requiresApproval: draft.requiresApproval,
    },
    idempotent: draft.idempotent,
    timeoutMs: Math.round(Number(draft.timeoutSeconds || "NaN") * 1_000),
    retries: Number(draft.retries || "NaN"),
    consequence: draft.consequence,
    ...(draft.resultLabels.length > 0 && {
      resultLabels: TAINT_LABELS.filter((label) => draft.resultLabels.includes(label)),
    }),
    ...(draft.amounts.length > 0 && { amounts: [...draft.amounts] }),
  };
  const parsed = CapabilitySpecInput.safeParse(spec);
  const found: Record<string, string> = {};
  for (const { path, message } of parsed.error?.issues ?? []) found[path.join(".")] ??= message;
  if (found.timeoutMs) found.timeoutMs = "Between 0.1 and 600 seconds.";
  if (found.retries && !Number.isInteger(spec.retries)) found.retries = "A whole number from 0 to 5.";
  return { spec, errors: { ...found, ...errors } };
}

/** A mapping only where there is a capability whose arguments it fills. */
function readMapping(draft: SpecDraft): { mapping: CompensationMapping | null; errors: FieldErrors } {
  if (!draft.compensated || draft.capability === "") return { mapping: null, errors: {} };
  const errors: Record<string, string> = {};
  const entries: [string, CompensationMapping[string]][] = [];
  for (const { argument, source, pointer, constant } of draft.mapping) {
    if (source === "none") continue;
    if (source !== "constant") {
      entries.push([argument, { from: source, pointer }]);
      continue;
    }
    const value = parseJson(constant);
    if (value === undefined) errors[`compensation.mapping.${argument}`] = 'Write JSON: "text", 3, true.';
    else entries.push([argument, { value }]);
  }
  return { mapping: entries.length > 0 ? Object.fromEntries(entries) : null, errors };
}

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The object of a JSON text; undefined where it is none. */
export function parseObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value : undefined;
}

/** A way out of a broken rule: what it does, and the draft with it. */
export type WayOut = { label: string; change: Partial<SpecDraft> };

/** The broken rules of a draft, each with the two ways out that can be done for the person. */
export function brokenRules(draft: SpecDraft): (RiskFault & { ways: readonly WayOut[] })[] {
  const { spec } = readDraft(draft);
  // Rule 3 asks for more than rule 1: raising once has to mend both.
  const grave: RiskLevel = !draft.reversible && !draft.compensated ? "CRITICAL" : "HIGH";
  const raise = (level: RiskLevel): WayOut => ({
    label: `Raise the risk to ${level === "HIGH" ? "High" : "Critical"}`,
    change: { level },
  });
  const ways: Record<RiskFault["rule"], readonly WayOut[]> = {
    1: [raise(grave), { label: "Say that it can be undone", change: { reversible: true } }],
    2: [raise(grave), { label: "Call it a write", change: { operation: "WRITE" } }],
    3: [raise("CRITICAL"), { label: "Say what compensates it", change: { compensated: true } }],
  };
  return riskFaults(spec).map((fault) => ({ ...fault, ways: ways[fault.rule] }));
}

/** The rows of a mapping for a schema: one per argument, and what is mapped to none of them. */
export function rowsFor(inputSchema: JsonObject | null, mapping: readonly MappingRow[]): MappingRow[] {
  const names = argumentsOf(inputSchema).map(({ name }) => name);
  const all = [...names, ...mapping.map(({ argument }) => argument).filter((name) => !names.includes(name))];
  return all.map(
    (argument) =>
      mapping.find((row) => row.argument === argument) ?? {
        argument,
        source: "none",
        pointer: "",
        constant: "",
      },
  );
}

export type Argument = { name: string; required: boolean; type: string };

/** The named arguments of a schema's top level. */
export function argumentsOf(inputSchema: JsonObject | null): Argument[] {
  const properties = objectAt(inputSchema, "properties");
  const required = Array.isArray(inputSchema?.required) ? inputSchema.required : [];
  return Object.keys(properties).map((name) => {
    const type = objectAt(properties, name).type;
    return { name, required: required.includes(name), type: typeof type === "string" ? type : "any" };
  });
}

/** Places that a mapping may read, as far as a schema tells them, two levels deep. */
export function pointersOf(schema: JsonObject | null, prefix = "", depth = 2): string[] {
  if (depth === 0) return [];
  const properties = objectAt(schema, "properties");
  return Object.keys(properties).flatMap((name) => {
    const pointer = `${prefix}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return [pointer, ...pointersOf(objectAt(properties, name), pointer, depth - 1)];
  });
}

function objectAt(value: Json | undefined | null, key: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
    return {};
  const inner = value[key];
  return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : {};
}
