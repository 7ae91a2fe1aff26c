import type { HttpParameter } from "../../capabilities/types";
import { isObject, type Json } from "../../platform/json";
import { argumentFault } from "./argument-fault";

type Scalar = string | number | boolean;
/** A value as an OpenAPI parameter can say it: nothing in it nests. */
export type Flat =
  | { kind: "scalar"; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "map"; entries: [string, string][] };

/** @throws UpstreamError where the value has parts of parts, or holes */
export function flat(value: Json, argument: string): Flat {
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => scalar(item, argument)) };
  if (!isObject(value)) return { kind: "scalar", text: scalar(value, argument) };
  const entries = Object.entries(value).map(([key, inner]): [string, string] => [
    key,
    scalar(inner, argument),
  ]);
  return { kind: "map", entries };
}

function scalar(value: Json, argument: string): string {
  if (isScalar(value)) {
    const text = String(value);
    if (text.isWellFormed()) return text;
    throw argumentFault(argument, "it holds characters that are not text.");
  }
  throw argumentFault(argument, value === null ? "it holds null." : "it nests deeper than its place allows.");
}

const isScalar = (value: Json): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

/** Every character but the unreserved ones of RFC 3986. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Items in a row. Servers decode before they split, so an item that holds the separator would become two: it is
 * refused, not encoded.
 */
export function row(items: readonly string[], separator: string, argument: string): string {
  const torn = items.find((item) => items.length > 1 && item.includes(separator));
  if (torn === undefined) return items.map(encode).join(separator === "," ? "," : encode(separator));
  throw argumentFault(argument, `one of its items holds what separates them ("${separator}").`);
}

/** Names and values in turn, as a map without explode is written. */
export const inTurn = (entries: readonly [string, string][]): string[] => entries.flat();

export type Serialized = Pick<HttpParameter, "argument" | "name" | "style" | "explode">;
