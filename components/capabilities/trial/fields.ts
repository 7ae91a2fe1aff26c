import type { Json, JsonObject } from "@/lib/platform/json/types";

/** One argument that a plain control can ask for. */
export type TrialField = {
  name: string;
  kind: "text" | "number" | "integer" | "boolean" | "choice";
  required: boolean;
  description: string;
  /** Of a choice: JSON texts. */
  options: readonly string[];
  /** What the control starts with. */
  initial: string;
};

/** More than this is easier to write as JSON. */
const MOST_FIELDS = 20;

/** The controls for a schema's arguments; null where they are not all plain values. */
export function trialFields(schema: JsonObject): TrialField[] | null {
  const properties = Object.entries(asObject(schema.properties));
  if (properties.length === 0 || properties.length > MOST_FIELDS) return null;
  if (asObject(schema.additionalProperties).type !== undefined) return null;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const fields = properties.map(([name, property]) =>
    fieldOf(name, asObject(property), required.includes(name)),
  );
  return fields.every((field) => field !== null) ? fields : null;
}

const KINDS: Record<string, TrialField["kind"]> = {
  string: "text",
  number: "number",
  integer: "integer",
  boolean: "boolean",
};

function fieldOf(name: string, property: JsonObject, required: boolean): TrialField | null {
  const description = typeof property.description === "string" ? property.description : "";
  const sample = sampleOf(property);
  if (Array.isArray(property.enum)) {
    const options = property.enum.map((value) => JSON.stringify(value));
    const initial = sample === undefined ? (required ? (options[0] ?? "") : "") : JSON.stringify(sample);
    return { name, kind: "choice", required, description, options, initial };
  }
  const kind = typeof property.type === "string" ? KINDS[property.type] : undefined;
  if (!kind) return null;
  return { name, kind, required, description, options: [], initial: initialOf(sample) };
}

function initialOf(sample: Json | undefined): string {
  return sample === undefined ? "" : typeof sample === "string" ? sample : JSON.stringify(sample);
}

/** What a schema itself proposes. */
function sampleOf(property: JsonObject): Json | undefined {
  const { const: fixed, default: standard, examples } = property;
  if (fixed !== undefined) return fixed;
  if (standard !== undefined) return standard;
  return Array.isArray(examples) ? examples[0] : undefined;
}

/** The arguments that the controls say. What is optional and empty is left out. */
export function argumentsFrom(
  fields: readonly TrialField[],
  typed: Readonly<Record<string, string>>,
): JsonObject {
  const entries = fields.flatMap((field): [string, Json][] => {
    const text = typed[field.name] ?? "";
    if (text === "" && !(field.required && field.kind === "text")) return [];
    return [[field.name, valueOf(field, text)]];
  });
  return Object.fromEntries(entries);
}

function valueOf({ kind }: TrialField, text: string): Json {
  if (kind === "text") return text;
  if (kind === "boolean") return text === "true";
  if (kind === "choice") return JSON.parse(text) as Json; // safe because options are JSON texts
  const value = Number(text);
  // The gateway says best what is wrong with it.
  return Number.isFinite(value) ? value : text;
}

/** A first text for the arguments: what is required, with what the schema proposes or an empty value. */
export function sampleArguments(schema: JsonObject): JsonObject {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = Object.entries(asObject(schema.properties)).map(
    ([name, property]) => [name, asObject(property)] as const,
  );
  return Object.fromEntries(
    properties
      .filter(([name, property]) => required.includes(name) || sampleOf(property) !== undefined)
      .map(([name, property]) => [name, sampleOf(property) ?? emptyOf(property)]),
  );
}

function emptyOf(property: JsonObject): Json {
  if (Array.isArray(property.enum)) return property.enum[0] ?? null;
  switch (property.type) {
    case "string":
      return "";
    case "number":
    case "integer":
      return 0;
    case "boolean":
      return false;
    case "array":
      return [];
    case "object":
      return sampleArguments(property);
    default:
      return null;
  }
}

function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
