import { z } from "zod";
import { countOpenIncidents } from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** How many incidents somebody has to see to: the number beside Incidents. */
export const GET = route("incidents.read", z.strictObject({}), async (ctx) => ({
  open: await countOpenIncidents(ctx),
}));
