import { hash } from "node:crypto";
import canonicalize from "canonicalize";

/** RFC 8785 text of a JSON value. @throws TypeError for what JSON can't say (NaN, undefined, cycles). */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
}

/** Lower-case hex SHA-256 of UTF-8 text. */
export function sha256(text: string): string {
  return hash("sha256", text);
}

/** SHA-256 (hex) of the RFC 8785 form: what approvals, grants and definitions are bound to. */
export function hashOf(value: unknown): string {
  return sha256(canonical(value));
}

export { parseJsonStrict, type JsonLimits } from "./strict";
export { isObject, type Json, type JsonObject } from "./types";
