import { runCompensation } from "@/lib/gateway";
import { IncidentRef, listSideEffects, RunCompensationInput } from "@/lib/incidents";
import { bodyRoute, route } from "@/lib/web/route";

/** What ran and did more than read, and what became of taking it back. */
export const GET = route("incidents.read", IncidentRef, listSideEffects);

/** Takes calls back: each by a call of its own through the gateway. */
export const POST = bodyRoute("incidents.manage", RunCompensationInput, 16 * 1024, runCompensation);
