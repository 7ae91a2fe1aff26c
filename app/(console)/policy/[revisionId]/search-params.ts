import { z } from "zod";
import { searchParams } from "@/components/filters";

export const TABS = ["write", "tests", "simulate", "impact", "diff", "review", "history"] as const;
export type Tab = (typeof TABS)[number];

export const revisionParams = searchParams({
  tab: z.enum(TABS).optional(),
  /** Of the tab Write. */
  view: z.enum(["text", "form"]).optional(),
  /** Of the tab Simulate: the stored call. */
  call: z.uuid().optional(),
  /** Of the tab Impact. */
  days: z.enum(["1", "7", "30"]).optional(),
  /** Of the tab Diff. */
  against: z.enum(["published", "base"]).optional(),
});
