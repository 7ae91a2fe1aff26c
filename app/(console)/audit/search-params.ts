import { z } from "zod";
import { searchParams } from "@/components/filters";
import { ACTOR_KINDS, LEAF_CATEGORIES } from "@/lib/audit/schemas";

export const auditParams = searchParams({
  category: z.enum(LEAF_CATEGORIES).optional(),
  action: z.string().trim().min(1).max(80).optional(),
  actorKind: z.enum(ACTOR_KINDS).optional(),
  about: z.string().trim().min(1).max(200).optional(),
  after: z.uuid().optional(),
  before: z.uuid().optional(),
  /** The record whose sheet is open. */
  open: z.uuid().optional(),
});
