import { z } from "zod";

/** A lower-case UUID, the only spelling of an id. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "is not an id");

export const SESSION_KINDS = ["rest", "mcp", "implicit"] as const;
export const SESSION_STATUSES = ["active", "waiting", "ended"] as const;

export const ListSessionsInput = z.strictObject({
  /** Agent name. */
  agent: z.string().max(200).optional(),
  kind: z.enum(SESSION_KINDS).optional(),
  status: z.enum(SESSION_STATUSES).optional(),
  /** Part of the session's label or of its agent's name, or the id of a session. */
  q: z.string().max(200).optional(),
  cursor: Id.optional(),
});
export type ListSessionsInput = z.infer<typeof ListSessionsInput>;

export const GetSessionInput = z.strictObject({ sessionId: Id, cursor: Id.optional() });
export type GetSessionInput = z.infer<typeof GetSessionInput>;
