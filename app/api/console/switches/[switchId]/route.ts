import { z } from "zod";
import { switchStatus } from "@/lib/switches";
import { route } from "@/lib/web/route";

/** One stop at this moment: what of it still runs, and what stands still. */
export const GET = route("switches.read", z.strictObject({ switchId: z.uuid() }), (ctx, { switchId }) =>
  switchStatus(ctx, { id: switchId }),
);
