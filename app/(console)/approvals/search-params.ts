import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { RISKS, VIEWS } from "@/lib/approvals/schemas";
import { Id } from "@/lib/calls/schemas";

export const approvalsParams = searchParams({
  view: z.enum(VIEWS).default("pending"),
  risk: z.array(z.enum(RISKS)).max(4).default([]),
  agent: z.array(z.string().max(200)).max(20).default([]),
  q: z.string().max(200).optional(),
  selected: Id.optional(),
});
