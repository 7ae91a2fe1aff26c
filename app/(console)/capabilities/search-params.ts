import { z } from "zod";
import { searchParams } from "@/components/filters";
import { CAPABILITY_STATUSES, OPERATIONS, RISK_LEVELS } from "@/lib/capabilities/types";

export const capabilityParams = searchParams({
  q: z.string().trim().min(1).max(200).optional(),
  risk: z.enum(RISK_LEVELS).optional(),
  operation: z.enum(OPERATIONS).optional(),
  upstream: z.string().min(1).max(128).optional(),
  status: z.enum(CAPABILITY_STATUSES).optional(),
  /** Name of the last capability of the page before. */
  after: z.string().min(1).max(200).optional(),
  /** The capability whose sheet is open. */
  open: z.uuid().optional(),
});
