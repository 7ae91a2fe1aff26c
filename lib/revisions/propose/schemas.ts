import { z } from "zod";
import { INSIGHT_DAYS } from "../../approvals/insights/schemas";

/** Which rule's asking is to become a rule; everything else is worked out from what is recorded. */
export const ProposeRuleInput = z.strictObject({
  days: z.literal(INSIGHT_DAYS).default(30),
  ruleId: z.string().max(64).nullable(),
  capability: z.string().max(200),
  agent: z.string().max(200),
});
export type ProposeRuleInput = z.input<typeof ProposeRuleInput>;
