import { IncidentRef, readChanges } from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** What was changed in the day before it. */
export const GET = route("incidents.read", IncidentRef, readChanges);
