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
export const SESSION_ORDERS = ["newest", "failures"] as const;
export const SESSION_STATUSES = ["active", "waiting", "quarantined", "ended"] as const;

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
  /** `failures`: of the newest 200 that match those with failures, most first. */
  sort: z.enum(SESSION_ORDERS).default("newest"),
  cursor: Id.optional(),
});
export type ListSessionsInput = z.input<typeof ListSessionsInput>;

export const CapabilityCallsInput = z.strictObject({
  capability: z.string().min(1).max(256),
  /** Only those that were let through or held: what may have a result. */
  executed: z.boolean().default(false),
  limit: z.int().min(1).max(50).default(10),
});
export type CapabilityCallsInput = z.input<typeof CapabilityCallsInput>;

/** Unsettled calls whose state is asked for again in one go. */
const MOST_OPEN = 500;

export const WaterfallInput = z.strictObject({
  sessionId: Id,
  /** Only calls since this one, and those in `open`. Without: all. */
  after: Id.optional(),
  open: z.array(Id).max(MOST_OPEN).default([]),
});
export type WaterfallInput = z.input<typeof WaterfallInput>;

export const CallHintsInput = z.strictObject({ sessionId: Id, ids: z.array(Id).min(1).max(200) });
export type CallHintsInput = z.input<typeof CallHintsInput>;

export const SearchSessionInput = z.strictObject({ sessionId: Id, q: SearchText.min(1) });
export type SearchSessionInput = z.input<typeof SearchSessionInput>;

/** One call, asked for in its session. */
export const CallInSession = z.strictObject({ sessionId: Id, callId: Id });
