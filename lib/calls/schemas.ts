import { z } from "zod";

/** A lower-case UUID, the only spelling of an id. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "is not an id");

/** Text to look for. PostgreSQL has no NUL, so nothing stored can hold one. */
export const SearchText = z
  .string()
  .max(200)
  .regex(/^[^\u0000]*$/, "has a NUL character");

export const SESSION_KINDS = ["rest", "mcp", "implicit"] as const;
export const SESSION_STATUSES = ["active", "waiting", "ended"] as const;

/** One value or several, as a query string has them. */
export function many<T extends z.ZodType>(item: T) {
  return z
    .union([item, z.array(item).max(20)])
    .transform((given) => (Array.isArray(given) ? given : [given]) as z.output<T>[])
    .default([]);
}

export const ListSessionsInput = z.strictObject({
  /** Agent name. */
  agent: many(SearchText),
  kind: many(z.enum(SESSION_KINDS)),
  status: many(z.enum(SESSION_STATUSES)),
  /** Part of the session's label or of its agent's name, or the id of a session. */
  q: SearchText.optional(),
  cursor: Id.optional(),
});
export type ListSessionsInput = z.input<typeof ListSessionsInput>;

export const GetSessionInput = z.strictObject({
  sessionId: Id,
  /** Calls before this one. */
  before: Id.optional(),
  /** Calls after this one. Without either: the newest. */
  after: Id.optional(),
});
export type GetSessionInput = z.infer<typeof GetSessionInput>;
