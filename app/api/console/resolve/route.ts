import { z } from "zod";
import { resolveId } from "@/lib/calls";
import { route } from "@/lib/web/route";

/** What a pasted id is the id of, for the command palette; null where it is nothing here. */
export const GET = route("sessions.read", z.strictObject({ id: z.string().max(100) }), (ctx, { id }) =>
  resolveId(ctx, id),
);
