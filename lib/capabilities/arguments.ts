import { Ajv, type AnySchemaObject, type ErrorObject, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { LRUCache } from "lru-cache";
import { RE2JS } from "re2js";
import type { Fault } from "../platform/errors";
import { canonical, hashOf, type Json, type JsonObject } from "../platform/json";
import { singleton } from "../platform/singleton";
import { faultOf } from "./faults";

/** Bytes of a schema's canonical text, and how deep it may nest. */
const MAX_SCHEMA = 256 * 1024;
const MAX_DEPTH = 64;
/** More faults than this help nobody. */
const MAX_FAULTS = 20;

/**
 * Whether arguments fit a tool's schema. `problem` says why the schema itself cannot be used; then every
 * call has that one fault, because what cannot be checked must not run.
 */
export type ArgumentsCheck = { problem: string | null; faults: (args: Json) => readonly Fault[] };

/**
 * Compiles an MCP tool's input schema: JSON Schema 2020-12, or what its `$schema` names (2019-09, draft-07).
 * Nothing is ever fetched, patterns run in linear time (RE2). Never throws. Cached.
 * @param key names the schema in the cache; a definition hash spares hashing the schema again.
 */
export function compileArguments(inputSchema: JsonObject, key?: string): ArgumentsCheck {
  const cache = singleton("argument-checks", () => new LRUCache<string, ArgumentsCheck>({ max: 2_000 }));
  const named = key === undefined ? undefined : cache.get(key);
  if (named) return named;
  const problem = unfit(inputSchema);
  if (problem) return unusable(problem);
  const at = key ?? hashOf(inputSchema);
  const known = cache.get(at) ?? compile(inputSchema);
  cache.set(at, known);
  return known;
}

function unfit(schema: JsonObject): string | null {
  if (depth(schema, 0) > MAX_DEPTH) return `nests deeper than ${MAX_DEPTH} levels`;
  return canonical(schema).length > MAX_SCHEMA ? `is larger than ${MAX_SCHEMA / 1024} KiB` : null;
}

/** Stops one level past the bound, so that a hostile depth costs nothing. */
function depth(value: Json, at: number): number {
  if (at > MAX_DEPTH || typeof value !== "object" || value === null) return at;
  return Math.max(at, ...Object.values(value).map((inner) => depth(inner, at + 1)));
}

function unusable(reason: string): ArgumentsCheck {
  const problem = `The tool's input schema ${reason}. Arguments cannot be checked against it, so every call is refused until its upstream offers a usable schema.`;
  return { problem, faults: () => [{ pointer: "", detail: problem }] };
}

function compile(schema: JsonObject): ArgumentsCheck {
  const ajv = dialect(schema.$schema);
  if (!ajv) return unusable("names a JSON Schema dialect that is not 2020-12, 2019-09 or draft-07");
  try {
    const validate = ajv.compile(schema);
    return {
      problem: null,
      faults: (args) => {
        if (typeof args !== "object" || args === null || Array.isArray(args)) {
          return [{ pointer: "", detail: "The arguments are a JSON object." }];
        }
        return validate(args) === true ? [] : summary(validate.errors ?? []);
      },
    };
  } catch (error) {
    const words = error instanceof Error ? error.message.slice(0, 200) : "unknown";
    return unusable(`does not compile (${words})`);
  } finally {
    // Ajv keeps every schema it compiled; our cache is the bounded one.
    ajv.removeSchema(schema as AnySchemaObject);
  }
}

function summary(errors: readonly ErrorObject[]): Fault[] {
  const faults = errors.map(faultOf);
  const seen = new Set<string>();
  const different = faults.filter(({ pointer, detail }) => {
    const text = `${pointer} ${detail}`;
    return !seen.has(text) && seen.add(text);
  });
  return different.slice(0, MAX_FAULTS);
}

const DIALECTS = [
  { url: /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, make: () => new Ajv2020(options()) },
  { url: /^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/, make: () => new Ajv2019(options()) },
  { url: /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/, make: () => new Ajv(options()) },
] as const;

function dialect(named: Json | undefined): Ajv | null {
  if (named !== undefined && typeof named !== "string") return null;
  const index = named === undefined ? 0 : DIALECTS.findIndex(({ url }) => url.test(named));
  const found = DIALECTS[index];
  return found ? singleton(`ajv-${index}`, () => prepared(found.make())) : null;
}

function prepared(ajv: Ajv): Ajv {
  addFormats.default(ajv);
  // Ajv compares each item with each other, which a long array turns into minutes.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    errors: false,
    validate: (wanted: boolean, items: unknown[]) =>
      !wanted || new Set(items.map(canonical)).size === items.length,
  });
  return ajv;
}

/** A pattern of an untrusted schema must not be able to burn the CPU. */
const linear = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    // Ajv tells compiled patterns apart by their text.
    // Not a matcher: that one looks for groups as well, in up to a hundred times the time.
    return { test: (text: string) => compiled.test(text), toString: () => `linear ${pattern}` };
  },
  { code: "linear" },
);

function options(): Options {
  return {
    allErrors: true,
    strict: false,
    logger: false,
    // "constructor" is not an argument that somebody gave.
    ownProperties: true,
    addUsedSchema: false,
    code: { regExp: linear },
  };
}
