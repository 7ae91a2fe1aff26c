import { z } from "zod";

/** Whose calls a limit counts together: everybody's, or those of one or each agent, capability, upstream. */
export const LIMIT_SCOPES = ["tenant", "agent", "capability", "upstream"] as const;
export type LimitScope = (typeof LIMIT_SCOPES)[number];

/** A bucket that refills all the time, or so many calls per UTC day or month. */
export const LIMIT_KINDS = ["rate", "quota_day", "quota_month"] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** Each call takes from every bucket that applies to it, so there may not be any number of them. */
export const MAX_LIMITS = 50;
/** How many buckets of a limit the console shows. */
export const FULLEST = 5;

const Calls = z
  .int({ error: "must be a whole number" })
  .min(1, "must be at least 1")
  .max(1_000_000_000, "is too much");
const Seconds = z
  .int({ error: "must be a whole number of seconds" })
  .min(1, "must be at least 1 second")
  .max(2_678_400, "must be at most 31 days");
const Note = z.string().trim().max(200, "must have at most 200 characters");
const Terms = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rate"), calls: Calls, perSeconds: Seconds, burst: Calls }),
  z.strictObject({ kind: z.literal("quota_day"), calls: Calls }),
  z.strictObject({ kind: z.literal("quota_month"), calls: Calls }),
]);

export const CreateLimitInput = z
  .strictObject({
    scope: z.enum(LIMIT_SCOPES),
    /** Agent id, capability name or upstream slug; null: each of them has a bucket of its own. */
    target: z.string().min(1, "must not be empty").max(200).nullable(),
    terms: Terms,
    note: Note.default(""),
  })
  .refine(({ scope, target }) => scope !== "tenant" || target === null, {
    path: ["target"],
    message: "must be empty: there is one tenant",
  });
export type CreateLimitInput = z.input<typeof CreateLimitInput>;

/** What is left out stays. Whom a limit counts stays as well: another one is another limit. */
export const UpdateLimitInput = z.strictObject({
  limitId: z.uuid(),
  terms: Terms.optional(),
  enabled: z.boolean().optional(),
  note: Note.optional(),
});
export type UpdateLimitInput = z.input<typeof UpdateLimitInput>;

export const DeleteLimitInput = z.strictObject({ limitId: z.uuid() });
export type DeleteLimitInput = z.input<typeof DeleteLimitInput>;
