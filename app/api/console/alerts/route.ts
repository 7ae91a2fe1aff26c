import { z } from "zod";
import { countOpenAlerts, listAlerts } from "@/lib/alerts";
import { route } from "@/lib/web/route";

/** What the bell shows: the newest alerts whose cause is still there, and how many nobody has seen to. */
export const GET = route("upstreams.read", z.strictObject({}), async (ctx) => ({
  unseen: await countOpenAlerts(ctx),
  rows: (await listAlerts(ctx, { open: true, limit: 50 })).rows,
}));
