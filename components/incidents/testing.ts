import type { IncidentChip } from "@/lib/incidents/types";

/** An incident as lists show it. */
export const CHIP: IncidentChip = {
  id: "i",
  ref: "INC-7",
  title: "Echo",
  severity: "SEV2",
  status: "open",
  openedAt: "2026-11-22T01:01:00.000Z",
};
