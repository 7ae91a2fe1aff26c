import { getIncident, IncidentRef } from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** One incident, by its id or as INC-41. */
export const GET = route("incidents.read", IncidentRef, getIncident);
