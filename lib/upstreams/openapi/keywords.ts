import type { Json, JsonObject } from "../../platform/json";
import { isObject } from "../../platform/json";
import type { Patterns } from "./patterns";
import { cut } from "./words";

const TYPES = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);
const MAX_WORDS = 1_000;
const MAX_DEFAULT = 2_000;

const number = (value: Json) => typeof value === "number";
const count = (value: Json) => typeof value === "number" && Number.isInteger(value) && value >= 0;
const flag = (value: Json) => typeof value === "boolean";
const anything = () => true;
const names = (value: Json) =>
  Array.isArray(value) &&
  value.every((name) => typeof name === "string") &&
  new Set(value).size === value.length;
const type = (value: Json) =>
  typeof value === "string"
    ? TYPES.has(value)
    : Array.isArray(value) &&
      value.length > 0 &&
      names(value) &&
      value.every((one) => TYPES.has(String(one)));

/** Keywords of JSON Schema 2020-12 that hold no schema, and what a usable value of each is. */
const PLAIN: Record<string, (value: Json, patterns: Patterns) => boolean> = {
  type,
  enum: (value) => Array.isArray(value) && value.length > 0,
  const: anything,
  multipleOf: (value) => typeof value === "number" && value > 0,
  maximum: number,
  exclusiveMaximum: number,
  minimum: number,
  exclusiveMinimum: number,
  maxLength: count,
  minLength: count,
  pattern: (value, patterns) => typeof value === "string" && patterns.usable(value),
  maxItems: count,
  minItems: count,
  uniqueItems: flag,
  maxContains: count,
  minContains: count,
  maxProperties: count,
  minProperties: count,
  required: names,
  dependentRequired: (value) => isObject(value) && Object.values(value).every(names),
  format: (value) => typeof value === "string" && value.length <= 100,
  contentEncoding: (value) => typeof value === "string" && value.length <= 100,
  contentMediaType: (value) => typeof value === "string" && value.length <= 100,
  title: (value) => typeof value === "string",
  description: (value) => typeof value === "string",
  default: (value) => JSON.stringify(value).length <= MAX_DEFAULT,
  deprecated: flag,
  readOnly: flag,
  writeOnly: flag,
};

/** Left out without a word: they say nothing about what is valid. */
const SILENT =
  /^(example|examples|discriminator|xml|externalDocs|nullable|default|\$comment|\$defs|definitions|\$schema|\$anchor|\$id|x-.*)$/;
export const isSilent = (keyword: string) => SILENT.test(keyword);

/** The plain keywords of a schema that can be used as they stand; `dropped` hears of the others. */
export function plainKeywords(
  schema: JsonObject,
  patterns: Patterns,
  dropped: (keyword: string, why: string) => void,
): JsonObject {
  const kept: [string, Json][] = [];
  for (const [keyword, usable] of Object.entries(PLAIN)) {
    const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    if (value === undefined) continue;
    if (usable(value, patterns))
      kept.push([keyword, typeof value === "string" ? cut(value, MAX_WORDS) : value]);
    else if (!isSilent(keyword) && !isOldBound(keyword, value)) dropped(keyword, reason(keyword));
  }
  return exclusiveBounds(schema, Object.fromEntries(kept));
}

function reason(keyword: string): string {
  if (keyword === "pattern")
    return "The pattern cannot be checked here (too long, look-around, back-reference or no regular expression); it is left to the service.";
  return `The keyword ${keyword} has no usable value and is left out.`;
}

const isOldBound = (keyword: string, value: Json) =>
  typeof value === "boolean" && (keyword === "exclusiveMaximum" || keyword === "exclusiveMinimum");

/** OpenAPI 3.0 marks a bound as exclusive; JSON Schema since draft 6 has a bound of its own. */
function exclusiveBounds(schema: JsonObject, kept: JsonObject): JsonObject {
  const { maximum, minimum, ...others } = kept;
  return {
    ...others,
    ...(maximum === undefined
      ? {}
      : { [schema.exclusiveMaximum === true ? "exclusiveMaximum" : "maximum"]: maximum }),
    ...(minimum === undefined
      ? {}
      : { [schema.exclusiveMinimum === true ? "exclusiveMinimum" : "minimum"]: minimum }),
  };
}
