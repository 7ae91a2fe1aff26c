import { z } from "zod";
import { many } from "@/lib/calls";
import {
  declareIncident,
  DeclareIncidentInput,
  INCIDENT_KINDS,
  INCIDENT_STATUSES,
  listIncidents,
  SEVERITIES,
} from "@/lib/incidents";
import { bodyRoute, route } from "@/lib/web/route";

/** Filters as an address has them: repeated names are lists. */
const Query = z.strictObject({
  status: many(z.enum(INCIDENT_STATUSES)),
  severity: many(z.enum(SEVERITIES)),
  kind: many(z.enum(INCIDENT_KINDS)),
  mine: z.stringbool().default(false),
  agent: z.uuid().optional(),
  q: z.string().max(200).default(""),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Incidents, those that somebody has to see to first. */
export const GET = route(
  "incidents.read",
  Query,
  (ctx, { status: statuses, severity: severities, kind: kinds, agent, cursor, ...rest }) =>
    listIncidents(ctx, {
      ...{ ...rest, statuses, severities, kinds },
      ...(agent ? { agentId: agent } : {}),
      ...(cursor ? { cursor } : {}),
    }),
);

/** Declares an incident. */
export const POST = bodyRoute("incidents.open", DeclareIncidentInput, 64 * 1024, declareIncident);
