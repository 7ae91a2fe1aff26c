import {
  getIncident,
  IncidentRef,
  listSideEffects,
  readChanges,
  readImpact,
  readTimeline,
  readWatch,
} from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** Everything that the command center shows, in one answer. */
export const GET = route("incidents.read", IncidentRef, async (ctx, ref) => ({
  incident: await getIncident(ctx, ref),
  timeline: await readTimeline(ctx, ref),
  impact: await readImpact(ctx, ref),
  changes: await readChanges(ctx, ref),
  compensation: await listSideEffects(ctx, ref),
  quarantines: (await readWatch(ctx, ref)).rows,
}));
