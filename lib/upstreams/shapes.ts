import type { JsonObject } from "../platform/json";

/** Safe for what was parsed from JSON: an object there has JSON values only. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
