import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";

export const EXCEPTION_STATUSES = ["waiting", "active", "expired", "revoked"] as const;

export const exceptionParams = searchParams({
  status: z.array(z.enum(EXCEPTION_STATUSES)).max(4).default([]),
  /** Opens the form, filled in from a call: its capability and session. */
  capability: z.string().max(200).optional(),
  session: z.uuid().optional(),
});
