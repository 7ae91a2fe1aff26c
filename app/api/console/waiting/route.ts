import { z } from "zod";
import { countPending } from "@/lib/approvals";
import { route } from "@/lib/web/route";

/** How many requests wait for people: the number beside Approvals and in the tab's title. */
export const GET = route("approvals.read", z.strictObject({}), async (ctx) => ({
  pending: await countPending(ctx),
}));
