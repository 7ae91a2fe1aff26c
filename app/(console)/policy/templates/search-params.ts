import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { RISK_LEVELS } from "@/lib/policy/types";

export const templateParams = searchParams({
  risk: z.array(z.enum(RISK_LEVELS)).max(4).default([]),
  useCase: z.array(z.string().max(80)).max(20).default([]),
  /** The template whose parameters and document are shown. */
  open: z.string().max(64).optional(),
});
