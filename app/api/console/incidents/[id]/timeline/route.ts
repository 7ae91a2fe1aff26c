import { z } from "zod";
import { many } from "@/lib/calls";
import { IncidentKey, readTimeline, TIMELINE_GROUPS } from "@/lib/incidents";
import { route } from "@/lib/web/route";

const Query = z.strictObject({
  id: IncidentKey,
  raw: z.stringbool().default(false),
  group: many(z.enum(TIMELINE_GROUPS)),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

/** What happened, oldest first: the story, or everything that is recorded. */
export const GET = route("incidents.read", Query, (ctx, { group: groups, cursor, ...rest }) =>
  readTimeline(ctx, { ...rest, groups, ...(cursor ? { cursor } : {}) }),
);
