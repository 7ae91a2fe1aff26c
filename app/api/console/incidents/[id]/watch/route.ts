import { IncidentRef, readWatch } from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** What it quarantined, and how those sessions stand. */
export const GET = route("incidents.read", IncidentRef, readWatch);
