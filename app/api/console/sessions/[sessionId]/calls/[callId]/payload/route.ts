import { z } from "zod";
import { getCall } from "@/lib/calls";
import { CallInSession } from "@/lib/calls/schemas";
import { notFound } from "@/lib/platform/errors";
import { route } from "@/lib/web/route";

const Input = CallInSession.extend({ part: z.enum(["arguments", "result", "raw"]) });

/** Arguments, result or the whole record as a file, however large. Never shown by a browser as a page of ours. */
export const GET = route("sessions.read", Input, async (ctx, { sessionId, callId, part }) => {
  const call = await getCall(ctx, callId);
  if (call.sessionId !== sessionId) throw notFound("call");
  const value = part === "raw" ? call : call[part];
  return new Response(JSON.stringify(value, null, 2), {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${callId}-${part}.json"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
