import { z } from "zod";
import { searchParams } from "@/components/filters/search-params";
import { Id } from "@/lib/calls/schemas";

export const switchesParams = searchParams({
  state: z.enum(["in_force", "over"]).default("in_force"),
  /** The last stop of the page before. */
  after: Id.optional(),
});
