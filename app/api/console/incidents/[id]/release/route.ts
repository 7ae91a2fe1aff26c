import { releaseFromIncident, ReleaseFromIncidentInput } from "@/lib/incidents";
import { bodyRoute } from "@/lib/web/route";

/** Releases a session that was quarantined for this incident, by a stage or fully. */
export const POST = bodyRoute("quarantine.release", ReleaseFromIncidentInput, 16 * 1024, releaseFromIncident);
