import { isObject, type Json, type JsonObject } from "../platform/json";
import { isIndex, resolve, tokens } from "./compensation";

/**
 * What a JSON Schema says of one place in the documents that it describes: nothing can be there ("none"), it
 * cannot tell ("unknown"), or the schema of that place.
 */
export type Place = { kind: "none" } | { kind: "unknown" } | { kind: "known"; schema: JsonObject };

const NONE: Place = { kind: "none" };
const UNKNOWN: Place = { kind: "unknown" };
/** Keywords that may allow more, or less, than the ones beside them say. */
const COMBINERS = ["allOf", "anyOf", "oneOf", "if", "$ref", "$dynamicRef", "dependentSchemas", "not"];
/** A chain of references longer than this, or one that bites its tail, tells nothing. */
const MAX_REFS = 16;

/**
 * Follows a pointer through a schema. A member that a schema with `properties` does not list counts as not there,
 * though JSON Schema would allow it: who maps from it has most likely mistyped it.
 */
export function placeIn(root: JsonObject, pointer: string): Place {
  let at: Place = entered(root, root);
  for (const token of tokens(pointer)) {
    if (at.kind !== "known") return at;
    at = entered(root, inside(at.schema, token));
  }
  return at;
}

function entered(root: JsonObject, schema: Json | undefined): Place {
  if (schema === false) return NONE;
  if (!isObject(schema)) return UNKNOWN;
  let at: JsonObject = schema;
  for (let refs = 0; typeof at.$ref === "string"; refs++) {
    const { $ref } = at;
    const target = $ref === "#" || $ref.startsWith("#/") ? resolve(root, decoded($ref.slice(1))) : undefined;
    if (refs === MAX_REFS || !isObject(target)) return UNKNOWN;
    at = target;
  }
  return { kind: "known", schema: at };
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The schema of a member or an item; false: there is none, undefined: the schema cannot tell. */
function inside(schema: JsonObject, token: string): Json | undefined {
  const types = typesOf(schema);
  const canHold = types === null || types.has("object") || (types.has("array") && isIndex(token));
  if (!canHold) return false;
  const { properties } = schema;
  if (isObject(properties) && Object.hasOwn(properties, token)) return properties[token];
  const open = COMBINERS.some((keyword) => keyword in schema) || "patternProperties" in schema;
  if (open) return undefined;
  if (isIndex(token) && (types === null || types.has("array"))) return item(schema, Number(token));
  if (schema.additionalProperties !== undefined) return schema.additionalProperties;
  return isObject(properties) ? false : undefined;
}

function item({ prefixItems, items }: JsonObject, index: number): Json | undefined {
  // Before 2020-12, a list of schemas stood in `items` itself.
  const list = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
  if (index < list.length) return list[index];
  return Array.isArray(items) ? undefined : items;
}

/** The JSON types a schema allows by `type`, `const` or `enum`; null where these do not say. */
export function typesOf(schema: JsonObject): ReadonlySet<string> | null {
  const { type } = schema;
  if (typeof type === "string") return new Set([type]);
  if (Array.isArray(type)) return new Set(type.filter((one) => typeof one === "string"));
  if (schema.const !== undefined) return new Set([typeOf(schema.const)]);
  return Array.isArray(schema.enum) ? new Set(schema.enum.map(typeOf)) : null;
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}
