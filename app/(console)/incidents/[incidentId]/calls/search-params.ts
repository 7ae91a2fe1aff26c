import { z } from "zod";
import { searchParams } from "@/components/filters";

export const affectedParams = searchParams({
  decision: z.enum(["ALLOW", "DENY", "REQUIRE_APPROVAL"]).optional(),
  capability: z.string().trim().min(1).max(200).optional(),
  effects: z.literal("true").optional(),
  after: z.uuid().optional(),
});
