import { searchParams } from "@/components/filters/search-params";
import { Id } from "@/lib/calls/schemas";

export const teamParams = searchParams({
  /** The team whose panel is open. */
  open: Id.optional(),
});
