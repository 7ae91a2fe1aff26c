import { toPointer } from "../platform/errors";
import { isObject, type Json, type JsonObject } from "../platform/json";
import type { CallPlace, CompensationMapping } from "./types";

/** The call that is to be taken back, as it was made and as it was answered (CallToolResult). */
export type OriginalCall = { arguments: JsonObject; result: JsonObject };

/** An argument for which the original call has nothing at the place that the mapping names. */
export type MissingValue = CallPlace & { argument: string };

export type MappedCall = { arguments: JsonObject; missing: MissingValue[] };

/** The arguments of the compensating call. Pure; what is not there is left out and named. */
export function mapCompensation(mapping: CompensationMapping, call: OriginalCall): MappedCall {
  const found: [string, Json][] = [];
  const missing: MissingValue[] = [];
  for (const [argument, source] of Object.entries(mapping)) {
    const value = "value" in source ? source.value : resolve(call[source.from], source.pointer);
    if (value !== undefined) found.push([argument, value]);
    else if ("from" in source) missing.push({ argument, from: source.from, pointer: source.pointer });
  }
  // fromEntries makes own members of whatever name, "__proto__" too.
  return { arguments: Object.fromEntries(found), missing };
}

/** `whose`: "This call's", and the like. */
export function nothingAt(whose: string, { from, pointer }: CallPlace): string {
  return `${whose} ${from === "arguments" ? "arguments have" : "result has"} nothing at ${pointer}.`;
}

/** The value at an RFC 6901 pointer; undefined where there is none. Only own members and items count. */
export function resolve(document: Json, pointer: string): Json | undefined {
  let at: Json | undefined = document;
  for (const token of tokens(pointer)) {
    if (Array.isArray(at)) at = isIndex(token) ? at[Number(token)] : undefined;
    else if (isObject(at) && Object.hasOwn(at, token)) at = at[token];
    else return undefined;
  }
  return at;
}

/** The reference tokens of an RFC 6901 pointer. */
export function tokens(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** An array's index has no sign and no leading zero. */
export function isIndex(token: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(token);
}

/** True where every argument is taken unchanged from the argument of the same name: the same call once more. */
export function repeatsTheCall(mapping: CompensationMapping): boolean {
  return Object.entries(mapping).every(
    ([argument, source]) =>
      "from" in source && source.from === "arguments" && source.pointer === toPointer([argument]),
  );
}
