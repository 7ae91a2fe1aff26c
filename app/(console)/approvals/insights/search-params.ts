import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { INSIGHT_DAYS } from "@/lib/approvals/insights/schemas";
import { SearchText } from "@/lib/calls/schemas";

const Days = z.string().transform(Number).pipe(z.literal(INSIGHT_DAYS)).or(z.literal(INSIGHT_DAYS));

export const insightsParams = searchParams({
  days: Days.default(30),
  rule: SearchText.optional(),
  agent: SearchText.optional(),
});
