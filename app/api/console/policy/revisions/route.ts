import { z } from "zod";
import { listRevisions, REVISION_STATES } from "@/lib/revisions";
import { route } from "@/lib/web/route";

const State = z.enum(REVISION_STATES);

const Query = z.strictObject({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  state: z.union([State.transform((one) => [one]), z.array(State)]).optional(),
});

export const GET = route("policy.read", Query, (ctx, input) => listRevisions(ctx, input));
