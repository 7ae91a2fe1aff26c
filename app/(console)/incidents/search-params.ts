import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { INCIDENT_KINDS, INCIDENT_STATUSES, SEVERITIES, TIMELINE_GROUPS } from "@/lib/incidents/schemas";

export const incidentsParams = searchParams({
  q: z.string().trim().max(200).optional(),
  status: z.array(z.enum(INCIDENT_STATUSES)).default([]),
  severity: z.array(z.enum(SEVERITIES)).default([]),
  kind: z.array(z.enum(INCIDENT_KINDS)).default([]),
  mine: z.literal("yes").optional(),
  agent: z.uuid().optional(),
  /** Where the page before ended. */
  after: z.string().max(200).optional(),
});

export const incidentParams = searchParams({
  /** Story unless said otherwise. */
  view: z.literal("raw").optional(),
  show: z.array(z.enum(TIMELINE_GROUPS)).default([]),
  after: z.string().max(200).optional(),
});
