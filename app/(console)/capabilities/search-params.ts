import { z } from "zod";
import { searchParams } from "@/components/filters";
import { CAPABILITY_STATUSES, OPERATIONS, RISK_LEVELS } from "@/lib/capabilities/types";

export const capabilitiesParams = searchParams({
  q: z.string().trim().min(1).max(200).optional(),
  risk: z.enum(RISK_LEVELS).optional(),
  operation: z.enum(OPERATIONS).optional(),
  upstream: z.string().min(1).max(128).optional(),
  status: z.enum(CAPABILITY_STATUSES).optional(),
  /** Whether a person has accepted the present definition. */
  reviewed: z.enum(["yes", "no"]).optional(),
  /** Name of the last capability of the page before. */
  after: z.string().min(1).max(200).optional(),
});

export const TABS = ["overview", "definition", "versions", "try"] as const;
export type Tab = (typeof TABS)[number];

export const capabilityParams = searchParams({
  tab: z.enum(TABS).default("overview"),
  /** Of the tab Versions: the one that is shown, and where the list begins. */
  version: z.coerce.number().int().min(1).optional(),
  before: z.coerce.number().int().min(2).optional(),
});

export const queueParams = searchParams({
  upstream: z.string().min(1).max(128).optional(),
  kind: z.enum(["read-only", "other"]).optional(),
  after: z.string().min(1).max(200).optional(),
});
