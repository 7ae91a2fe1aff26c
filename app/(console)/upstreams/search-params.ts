import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { UPSTREAM_KINDS } from "@/lib/upstreams/types";

export const UPSTREAM_STATES = ["up", "down", "unknown", "disabled"] as const;

export const upstreamsParams = searchParams({
  q: z.string().trim().min(1).max(200).optional(),
  state: z.array(z.enum(UPSTREAM_STATES)).max(UPSTREAM_STATES.length).default([]),
  kind: z.array(z.enum(UPSTREAM_KINDS)).max(UPSTREAM_KINDS.length).default([]),
});

export const TABS = ["overview", "capabilities", "settings", "credential", "document", "raw"] as const;
export type Tab = (typeof TABS)[number];
export const RANGES = ["1h", "6h", "24h"] as const;

export const upstreamParams = searchParams({
  tab: z.enum(TABS).default("overview"),
  range: z.enum(RANGES).default("1h"),
});
