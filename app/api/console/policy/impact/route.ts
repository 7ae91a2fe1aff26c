import { z } from "zod";
import { IMPACT_DAYS, measureImpact } from "@/lib/impact";
import { getRevision } from "@/lib/revisions";
import { route } from "@/lib/web/route";

const Query = z.strictObject({ id: z.uuid(), days: z.coerce.number().pipe(z.literal(IMPACT_DAYS)) });

/** What the calls of the last days would have been under a revision, as it was last saved. */
export const GET = route("policy.read", Query, async (ctx, { id, days }) => {
  const { document } = await getRevision(ctx, { id });
  return measureImpact(ctx, { document, days });
});
