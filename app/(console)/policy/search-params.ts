import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { REVISION_STATES } from "@/lib/revisions/types";

export const policyParams = searchParams({
  state: z.array(z.enum(REVISION_STATES)).max(REVISION_STATES.length).default([]),
  /** Only revisions before this number. */
  before: z.coerce.number().int().min(1).optional(),
  /** A rule that a decision names: its link leads to where it stands. */
  rule: z.string().min(1).max(64).optional(),
});
