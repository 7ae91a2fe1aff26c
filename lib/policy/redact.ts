import type { Json } from "../platform/json";

/** What a record holds in place of what it may not hold. */
export const REDACTED = "[redacted]";

/** What of a call is recorded, as the first segment of a pointer has it. */
export type RecordRoot = "arguments" | "context" | "result";

/**
 * The value as it may be recorded: everything that the pointers (RFC 6901) name below `root` is replaced, and what
 * isn't there is passed over. The value itself stays as it is, and is returned where nothing has to change.
 */
export function redact<Value extends Json>(
  root: RecordRoot,
  value: Value,
  pointers: readonly string[] | undefined,
): Value | Json {
  let recorded: Json = value;
  for (const pointer of pointers ?? []) {
    const [first, ...path] = segmentsOf(pointer);
    if (first === root) recorded = replaced(recorded, path);
  }
  return recorded;
}

/** The names and indexes of a JSON Pointer. */
export function segmentsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function replaced(value: Json, [segment, ...rest]: readonly string[]): Json {
  if (segment === undefined) return REDACTED;
  if (Array.isArray(value)) {
    const at = /^(0|[1-9]\d*)$/.test(segment) ? Number(segment) : -1;
    const item = value[at];
    return item === undefined ? value : value.with(at, replaced(item, rest));
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return value;
  const inner = value[segment]!; // safe because it is an own member
  // By entries, so that a member named __proto__ stays a member.
  return Object.fromEntries(
    Object.entries(value).map(([key, old]) => [key, key === segment ? replaced(inner, rest) : old]),
  );
}
