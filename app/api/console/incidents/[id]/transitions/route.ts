import { setStatus, SetStatusInput } from "@/lib/incidents";
import { bodyRoute } from "@/lib/web/route";

/** Moves an incident on, or back to open, under the version that was seen. */
export const POST = bodyRoute("incidents.manage", SetStatusInput, 16 * 1024, setStatus);
