import { z } from "zod";
import { liveStream } from "@/lib/web/live";
import { route } from "@/lib/web/route";

export const dynamic = "force-dynamic";

export const GET = route("sessions.read", z.strictObject({}), async (ctx, _input, request) =>
  liveStream(ctx, request.signal),
);
