import { readWaterfall } from "@/lib/calls";
import { Id, WaterfallInput } from "@/lib/calls/schemas";
import { bodyRoute, route } from "@/lib/web/route";
import { z } from "zod";

/** All calls of a session, in columns. */
export const GET = route("sessions.read", z.strictObject({ sessionId: Id }), readWaterfall);

/** Those since one call, and how open ones stand. Asks in its body, because it may name hundreds of calls. */
export const POST = bodyRoute("sessions.read", WaterfallInput, 64 * 1_024, readWaterfall);
