import { z } from "zod";
import { getCall } from "@/lib/calls";
import { route } from "@/lib/web/route";

/** What one call was asked with and what came of it. */
export const GET = route(
  "sessions.read",
  z.strictObject({ callId: z.string().max(100) }),
  async (ctx, { callId }) => {
    const { arguments: args, result } = await getCall(ctx, callId);
    return { arguments: args, result };
  },
);
