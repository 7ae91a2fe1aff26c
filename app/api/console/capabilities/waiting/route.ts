import { z } from "zod";
import { countReviewQueue } from "@/lib/capabilities";
import { route } from "@/lib/web/route";

/** How many capabilities wait for a review: the number beside Capabilities. */
export const GET = route("capabilities.read", z.strictObject({}), async (ctx) => ({
  waiting: await countReviewQueue(ctx),
}));
