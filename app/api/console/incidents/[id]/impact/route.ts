import { IncidentRef, readImpact } from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** What an incident reached. */
export const GET = route("incidents.read", IncidentRef, readImpact);
