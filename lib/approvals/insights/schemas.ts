import { z } from "zod";
import { SearchText } from "../../calls/schemas";

/** How far back one may look; days are those of UTC, today's among them. */
export const INSIGHT_DAYS = [7, 30, 90] as const;
export type InsightDays = (typeof INSIGHT_DAYS)[number];

export const InsightsInput = z.strictObject({
  days: z.literal(INSIGHT_DAYS).default(30),
  /** Id of the rule that asked. */
  rule: SearchText.optional(),
  /** Agent name. */
  agent: SearchText.optional(),
});
export type InsightsInput = z.input<typeof InsightsInput>;

/** At most so many requests are counted, the newest. */
export const MAX_REQUESTS = 20_000;
/** So many decisions of one person within {@link STREAK_MS}: nobody reads that much with care. */
export const FATIGUE = 20;
export const STREAK_MS = 30 * 60_000;

/** What people say yes to this often, so nearly always, may be asked of the policy instead. */
export const PROPOSE_FROM = 20;
export const PROPOSE_SHARE = 0.95;
