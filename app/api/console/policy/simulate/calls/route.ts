import { z } from "zod";
import { listRecentCalls } from "@/lib/calls";
import { route } from "@/lib/web/route";

/** The newest calls, to try a text on. */
export const GET = route("sessions.read", z.strictObject({}), async (ctx) => ({
  calls: await listRecentCalls(ctx, { limit: 50 }),
}));
