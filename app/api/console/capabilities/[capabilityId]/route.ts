import { z } from "zod";
import { getCapability } from "@/lib/capabilities";
import { route } from "@/lib/web/route";

/** One capability as it is now: what a review that came too late is shown. */
export const GET = route(
  "capabilities.read",
  z.strictObject({ capabilityId: z.string().max(100) }),
  (ctx, { capabilityId }) => getCapability(ctx, capabilityId),
);
