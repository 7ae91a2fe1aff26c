import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { DELIVERY_STATES } from "@/lib/notifications/schemas";

export const ENDPOINT_TABS = ["deliveries", "settings"] as const;

export const endpointParams = searchParams({
  tab: z.enum(ENDPOINT_TABS).default("deliveries"),
  state: z.array(z.enum(DELIVERY_STATES)).default([]),
  /** The last delivery of the page before. */
  after: z.uuid().optional(),
  /** The delivery whose details are open. */
  open: z.uuid().optional(),
});
