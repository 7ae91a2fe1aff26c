import { z } from "zod";
import { searchParams } from "@/components/filters";

export const TABS = ["write", "tests", "simulate", "impact", "diff", "review", "history"] as const;
export type Tab = (typeof TABS)[number];

/** What the server reads; the studio itself knows `view` (form) of Write and `call` of Simulate. */
export const revisionParams = searchParams({
  tab: z.enum(TABS).optional(),
  /** Leads on to the line of this rule. */
  rule: z.string().min(1).max(64).optional(),
  /** Of the tab Impact. */
  days: z.enum(["1", "7", "30"]).optional(),
  /** Of the tab Diff. */
  against: z.enum(["published", "base"]).optional(),
});
