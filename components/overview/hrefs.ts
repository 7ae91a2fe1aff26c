import { searchParams } from "@/components/filters/search-params";
import { DECISION_ACTIONS, TRAFFIC_RANGES } from "@/lib/traffic/schemas";
import { z } from "zod";

export const overviewParams = searchParams({ range: z.enum(TRAFFIC_RANGES).default("24h") });

export const decisionsParams = searchParams({
  range: z.enum(TRAFFIC_RANGES).default("24h"),
  action: z.enum(DECISION_ACTIONS).optional(),
  code: z.string().max(200).optional(),
  agent: z.uuid().optional(),
  capability: z.string().max(200).optional(),
  unregistered: z.literal("1").optional(),
  outcome: z.literal("problem").optional(),
  /** The last decision of the page before. */
  after: z.uuid().optional(),
});
type DecisionsQuery = Parameters<typeof decisionsParams.serialize>[0];

/** The list behind a number, filtered as it was counted. */
export function decisionsHref(query: DecisionsQuery): string {
  return `/overview/decisions${decisionsParams.serialize(query)}`;
}
