import { CallHintsInput, readCallHints } from "@/lib/calls";
import { bodyRoute } from "@/lib/web/route";

/** What the rows in sight show besides: arguments and reasons, cut. */
export const POST = bodyRoute("sessions.read", CallHintsInput, 16 * 1_024, readCallHints);
