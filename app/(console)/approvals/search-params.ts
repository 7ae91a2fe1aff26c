import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { RISKS, VIEWS } from "@/lib/approvals/schemas";
import { Id, SearchText } from "@/lib/calls/schemas";

export const approvalsParams = searchParams({
  view: z.enum(VIEWS).default("mine"),
  risk: z.array(z.enum(RISKS)).max(4).default([]),
  agent: z.array(SearchText).max(20).default([]),
  capability: z.array(SearchText).max(20).default([]),
  rule: z.array(SearchText).max(20).default([]),
  q: SearchText.optional(),
  selected: Id.optional(),
});
