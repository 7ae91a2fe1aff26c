import { isObject, type Json, type JsonObject } from "../../platform/json";
import { toPointer } from "../../platform/errors";
import { parseYamlText } from "./parse-yaml-text";
import { unusable } from "./refusal";

export const MAX_DOCUMENT_BYTES = 5 * 1024 * 1024;
const MAX_DEPTH = 100;
/** The largest public documents that fit 5 MB have some 300,000 values. */
const MAX_VALUES = 600_000;
/** Members of one object. A part that many operations share is read by each of them. */
const MAX_MEMBERS = 10_000;

/**
 * The object that a JSON or YAML text describes, within bounds: nothing deeper, larger or stranger than what the
 * rest of this folder walks through without a second thought.
 * @throws DomainError INVALID_INPUT with the line or the pointer
 */
export function parseText(source: string): JsonObject {
  const text = source.replace(/^\ufeff/, "");
  if (text.length > MAX_DOCUMENT_BYTES || Buffer.byteLength(text) > MAX_DOCUMENT_BYTES)
    throw unusable("", "It is larger than 5 MB.");
  if (text.trim() === "") throw unusable("", "It is empty.");
  const value = /^\s*[{[]/.test(text) ? parseJson(text) : parseYamlText(text);
  inspect(value);
  if (!isObject(value)) throw unusable("", "It is not an object.");
  return value;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const position = /position (\d+)/.exec(cause instanceof Error ? cause.message : "")?.[1];
    const at = position === undefined ? text.length : Number(position);
    throw unusable("", `Line ${text.slice(0, at).split("\n").length}: this is not JSON.`, cause);
  }
}

/** Goes through everything once, with a list of its own instead of the stack. */
function inspect(root: Json): void {
  const open: { value: Json; path: Path | null; depth: number }[] = [{ value: root, path: null, depth: 1 }];
  let values = 0;
  for (let at = open.pop(); at; at = open.pop()) {
    const { value, path, depth } = at;
    if (++values > MAX_VALUES) throw unusable("", `It has more than ${MAX_VALUES} values.`);
    if (typeof value === "string") textOrRefuse(value, path);
    if (typeof value === "number" && !Number.isFinite(value))
      throw unusable(pointer(path), "This number is out of range.");
    if (typeof value !== "object" || value === null) continue;
    if (depth > MAX_DEPTH) throw unusable(pointer(path), `It nests deeper than ${MAX_DEPTH} levels.`);
    const keys = Object.keys(value);
    if (!Array.isArray(value) && keys.length > MAX_MEMBERS)
      throw unusable(pointer(path), `It has more than ${MAX_MEMBERS} members.`);
    for (const key of keys) {
      const inner = { key, parent: path };
      textOrRefuse(key, inner);
      if (key === "__proto__") throw unusable(pointer(inner), "This key is not accepted.");
      open.push({ value: (value as JsonObject)[key]!, path: inner, depth: depth + 1 }); // safe: an own key of it
    }
  }
}

/** Written from the leaf up, because it is read only where something is wrong. */
type Path = { key: string; parent: Path | null };

function pointer(path: Path | null): string {
  const keys: string[] = [];
  for (let at = path; at; at = at.parent) keys.unshift(at.key.slice(0, 100));
  return toPointer(keys).slice(0, 500);
}

/** What the database cannot keep and a definition cannot hold. */
function textOrRefuse(text: string, path: Path | null): void {
  if (text.includes("\0") || !text.isWellFormed())
    throw unusable(pointer(path), "This holds characters that are not text.");
}
