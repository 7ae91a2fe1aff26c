import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { Id, SearchText, SESSION_KINDS, SESSION_ORDERS, SESSION_STATUSES } from "@/lib/calls/schemas";

export const sessionsParams = searchParams({
  q: SearchText.optional(),
  agent: z.array(SearchText).max(20).default([]),
  kind: z.array(z.enum(SESSION_KINDS)).max(3).default([]),
  status: z.array(z.enum(SESSION_STATUSES)).max(SESSION_STATUSES.length).default([]),
  sort: z.enum(SESSION_ORDERS).default("newest"),
  /** The last session of the page before. */
  after: Id.optional(),
});
