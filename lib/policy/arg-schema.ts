import { isObject, type Json, type JsonObject } from "../platform/json/types";

/** The types of a JSON value as conditions tell them apart; an integer is a number. */
export type ArgType = "string" | "number" | "boolean" | "null" | "array" | "object";

/** What a schema says of one place in the arguments. `types` is null where it could be anything. */
export type ArgFacts =
  | { kind: "known"; types: ReadonlySet<ArgType> | null }
  | { kind: "unknown"; names: string[] }
  | { kind: "open" };

const OPEN: ArgFacts = { kind: "open" };
const MAX_REFS = 32;

/**
 * What a JSON Schema says of the place that a path leads to. `unknown` comes with the names there are instead. A
 * schema that lists properties is taken at its word, though JSON Schema lets more be added unless it forbids that;
 * what it leaves open on purpose (an open map, a pattern, no properties at all, a reference elsewhere) is open.
 */
export function lookUp(schema: JsonObject, path: readonly (string | number)[]): ArgFacts {
  return follow(schema, schema, path, 0);
}

function follow(
  root: JsonObject,
  schema: Json | undefined,
  path: readonly (string | number)[],
  refs: number,
): ArgFacts {
  if (!isObject(schema) || refs > MAX_REFS) return OPEN;
  if (typeof schema.$ref === "string") return follow(root, resolve(root, schema.$ref), path, refs + 1);
  const variants = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray);
  if (variants)
    return merged([own(root, schema, path, refs), ...variants.map((it) => follow(root, it, path, refs + 1))]);
  return own(root, schema, path, refs) ?? OPEN;
}

/** What the schema itself says, without its variants; null where it says nothing. */
function own(
  root: JsonObject,
  schema: JsonObject,
  [step, ...rest]: readonly (string | number)[],
  refs: number,
): ArgFacts | null {
  if (step === undefined) {
    const types = typesOf(schema);
    return types && { kind: "known", types };
  }
  if (typeof step === "number") return isObject(schema.items) ? follow(root, schema.items, rest, refs) : OPEN;
  const { properties, patternProperties, additionalProperties } = schema;
  if (!isObject(properties)) return additionalProperties === false ? { kind: "unknown", names: [] } : null;
  if (Object.hasOwn(properties, step)) {
    const found = follow(root, properties[step], rest, refs);
    return found.kind === "open" && rest.length === 0 ? { kind: "known", types: null } : found;
  }
  const open =
    patternProperties !== undefined || additionalProperties === true || isObject(additionalProperties);
  return open ? OPEN : { kind: "unknown", names: Object.keys(properties) };
}

/** Any of these may hold, so a name is known where one of them knows it. */
function merged(all: readonly (ArgFacts | null)[]): ArgFacts {
  const facts = all.filter((it) => it !== null);
  const known = facts.filter((it) => it.kind === "known");
  if (known.length > 0) {
    const types = known.flatMap((it) => [...(it.types ?? [])]);
    const certain = known.every((it) => it.types !== null) && !facts.some((it) => it.kind === "open");
    return { kind: "known", types: certain ? new Set(types) : null };
  }
  const unknown = facts.filter((it) => it.kind === "unknown");
  if (unknown.length < facts.length || facts.length === 0) return OPEN;
  return { kind: "unknown", names: unknown.flatMap((it) => it.names) };
}

function resolve(root: JsonObject, reference: string): Json | undefined {
  if (!reference.startsWith("#/")) return undefined;
  let found: Json | undefined = root;
  for (const segment of reference.slice(2).split("/")) {
    if (!isObject(found) || !Object.hasOwn(found, segment)) return undefined;
    found = found[segment];
  }
  return found;
}

function typesOf({ type, enum: choices, const: constant }: JsonObject): ReadonlySet<ArgType> | null {
  if (constant !== undefined) return new Set([typeOf(constant)]);
  if (Array.isArray(choices)) return new Set(choices.map(typeOf));
  const written = typeof type === "string" ? [type] : Array.isArray(type) ? type : [];
  if (written.length === 0) return null;
  return new Set(written.map((it) => (it === "integer" ? "number" : it) as ArgType)); // the words of JSON Schema
}

export function typeOf(value: Json): ArgType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value as "string" | "number" | "boolean" | "object"; // JSON has no others
}
