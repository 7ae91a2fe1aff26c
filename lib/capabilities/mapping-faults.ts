import { toPointer, type Fault } from "../platform/errors";
import { isObject, type Json, type JsonObject } from "../platform/json";
import { compileArguments, type ArgumentsCheck } from "./arguments";
import { isIndex, nothingAt, tokens } from "./compensation";
import { placeIn, typesOf, type Place } from "./schema-place";
import type { CallPlace, CompensationMapping } from "./types";

/** The schemas of the capability whose calls are taken back. */
export type Source = { inputSchema: JsonObject; outputSchema: JsonObject | null };

/**
 * What is wrong with a mapping by what the two tools' schemas say, before there is any call: a required argument
 * that nothing fills, one the compensating tool does not have, a place the original call does not have, a value
 * of the wrong type. Pointers lead into the mapping. Empty: any call whose values are there can be taken back.
 */
export function mappingFaults(mapping: CompensationMapping, source: Source, target: JsonObject): Fault[] {
  if (compileArguments(target).problem !== null) {
    const detail = "The compensating tool's arguments cannot be checked, so nothing may be mapped to them.";
    return [{ pointer: "", detail }];
  }
  const alone = compileArguments(ofEachArgument(target));
  return [
    ...unfilled(mapping, target),
    ...Object.entries(mapping).flatMap(([argument, from]) =>
      "value" in from
        ? constantFaults(alone, argument, from.value)
        : sourceFaults(argument, from, source, target),
    ),
  ];
}

/** Keywords about arguments together. A constant is checked alone, where the others would only seem to be missing. */
const TOGETHER = [
  ...["required", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "minProperties", "maxProperties"],
  ...["dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties"],
];

function ofEachArgument(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !TOGETHER.includes(keyword)));
}

function unfilled(mapping: CompensationMapping, target: JsonObject): Fault[] {
  const required = Array.isArray(target.required) ? target.required : [];
  return required
    .filter((name): name is string => typeof name === "string" && !Object.hasOwn(mapping, name))
    .map((name) => ({
      pointer: toPointer([name]),
      detail: "The compensating tool requires this argument, and the mapping doesn't fill it.",
    }));
}

function constantFaults(check: ArgumentsCheck, argument: string, value: Json): Fault[] {
  // A schema that only compiles as a whole tells nothing of one argument; the dry run and the call itself do.
  if (check.problem !== null) return [];
  const own = toPointer([argument]);
  const faults = check.faults(Object.fromEntries([[argument, value]]));
  return faults
    .filter(({ pointer }) => pointer === own || pointer.startsWith(`${own}/`))
    .map(({ detail }) => ({ pointer: own, detail }));
}

function sourceFaults(argument: string, from: CallPlace, source: Source, target: JsonObject): Fault[] {
  const fault = (detail: string): Fault[] => [{ pointer: toPointer([argument]), detail }];
  const wanted = wantedOf(target, argument);
  if (wanted.kind === "none") return fault("The compensating tool has no such argument.");
  const given = placeOf(from, source);
  if (given.kind === "none") return fault(nothingAt("The original call's", from));
  const types = [given, wanted].map((place) => (place.kind === "known" ? typesOf(place.schema) : null));
  return disjoint(types[0] ?? null, types[1] ?? null)
    ? fault("The value there is of another type than the compensating tool's argument.")
    : [];
}

/** What the tool's schemas say of a place in its calls. */
export function placeOf(from: CallPlace, source: Source): Place {
  return from.from === "arguments"
    ? placeIn(source.inputSchema, from.pointer)
    : inResult(from.pointer, source);
}

/** Ajv reads no schema of a property with this name, so where nothing else is permitted it is refused, listed or not. */
const UNCHECKED = "__proto__";

/** Unlike a source, an argument that the schema doesn't list is refused only where the schema says so. */
function wantedOf(target: JsonObject, argument: string): Place {
  const { properties, additionalProperties } = target;
  if (isObject(properties) && Object.hasOwn(properties, argument) && argument !== UNCHECKED)
    return placeIn(target, toPointer([argument]));
  const closed = additionalProperties === false && !("patternProperties" in target);
  return { kind: closed ? "none" : "unknown" };
}

/** A result is a CallToolResult: its structured content is described by the tool, its blocks by MCP. */
function inResult(pointer: string, { outputSchema }: Source): Place {
  const [first, second, ...rest] = tokens(pointer);
  if (first === undefined) return { kind: "unknown" };
  if (first === "structuredContent") {
    const below = toPointer([...(second === undefined ? [] : [second]), ...rest]);
    return outputSchema === null ? { kind: "unknown" } : placeIn(outputSchema, below);
  }
  if (first !== "content") return { kind: "none" };
  if (second === undefined) return { kind: "known", schema: { type: "array" } };
  if (!isIndex(second)) return { kind: "none" };
  return rest.length === 1 && rest[0] === "text"
    ? { kind: "known", schema: { type: "string" } }
    : { kind: "unknown" };
}

function disjoint(given: ReadonlySet<string> | null, wanted: ReadonlySet<string> | null): boolean {
  if (given === null || wanted === null) return false;
  // A number may turn out to be an integer, and an integer is a number.
  const alike = (type: string) => (type === "integer" ? "number" : type);
  const taken = new Set([...wanted].map(alike));
  return ![...given].some((type) => taken.has(alike(type)));
}
