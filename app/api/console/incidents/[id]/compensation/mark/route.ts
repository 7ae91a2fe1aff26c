import { markCompensation, MarkCompensationInput } from "@/lib/incidents";
import { bodyRoute } from "@/lib/web/route";

/** Says of one call that people have taken it back, or that nothing has to be. */
export const POST = bodyRoute("incidents.manage", MarkCompensationInput, 16 * 1024, markCompensation);
