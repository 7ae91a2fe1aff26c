import { z } from "zod";

export const LEAF_CATEGORIES = ["control", "call"] as const;
export const ACTOR_KINDS = ["user", "agent", "system"] as const;
/** Records that wait for a seal are counted no further than this. */
export const WAITING_COUNTED = 10_000;

/** The console's filters. `after` and `before` are leaf ids: older than, newer than. Newest first. */
export const ListLeavesInput = z.strictObject({
  category: z.enum(LEAF_CATEGORIES).optional(),
  /** A whole action (`approval.approved`) or what it starts with (`approval`). */
  action: z.string().trim().max(80).optional(),
  actorKind: z.enum(ACTOR_KINDS).optional(),
  /** An actor's or a subject's id. */
  about: z.string().trim().max(200).optional(),
  after: z.uuid().optional(),
  before: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ListLeavesInput = z.input<typeof ListLeavesInput>;
