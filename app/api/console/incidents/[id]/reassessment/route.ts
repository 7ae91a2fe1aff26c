import { reassessIncident } from "@/lib/gateway";
import { IncidentRef } from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** Its calls under the policy that is in force now. Nothing is called. */
export const GET = route("incidents.read", IncidentRef, reassessIncident);
