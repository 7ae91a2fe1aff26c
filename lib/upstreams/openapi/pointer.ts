import { isObject, type Json, type JsonObject } from "../../platform/json";
import { toPointer } from "../../platform/errors";
import { OperationFault } from "./refusal";
import { quoted } from "./words";

/** One reference may lead to another, but not for ever. */
const MAX_HOPS = 16;

export type Found = { value: Json; pointer: string };

/**
 * The place a `$ref` names inside the document, in its one spelling. References to other documents are never
 * followed: what they hold could change after people have looked at it.
 * @throws OperationFault
 */
export function lookUp(root: JsonObject, ref: string): Found {
  if (!ref.startsWith("#"))
    throw new OperationFault(`It refers to another document (${quoted(ref)}), which is not read.`);
  const keys = keysOf(ref.slice(1));
  if (!keys) throw new OperationFault(`The reference ${quoted(ref)} is not a JSON Pointer.`);
  let value: Json = root;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key))
      throw new OperationFault(`The reference ${quoted(ref)} leads nowhere.`);
    value = (value as JsonObject)[key]!; // safe: it has this key
  }
  return { value, pointer: toPointer(keys) };
}

function keysOf(fragment: string): string[] | null {
  try {
    const text = decodeURIComponent(fragment);
    if (text === "") return [];
    if (!text.startsWith("/")) return null;
    const keys = text.slice(1).split("/");
    return keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  } catch {
    return null;
  }
}

/** What stands at a place, or where its `$ref`s lead. @throws OperationFault */
export function follow(root: JsonObject, value: Json | undefined, pointer: string): Found {
  let found: Found = { value: value ?? null, pointer };
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const ref = isObject(found.value) ? found.value.$ref : undefined;
    if (typeof ref !== "string") return found;
    found = lookUp(root, ref);
  }
  throw new OperationFault("Its references lead in a circle.");
}
