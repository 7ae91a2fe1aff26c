import { z } from "zod";
import { listCapabilityCalls } from "@/lib/calls";
import { route } from "@/lib/web/route";

/** The newest calls of a capability that may have run, to try its compensation on. */
export const GET = route(
  "sessions.read",
  z.strictObject({ capability: z.string().min(1).max(256) }),
  async (ctx, { capability }) => ({
    calls: await listCapabilityCalls(ctx, { capability, executed: true, limit: 20 }),
    now: Date.now(),
  }),
);
