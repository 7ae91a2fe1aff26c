import { z } from "zod";
import { countPending } from "@/lib/approvals";
import { route } from "@/lib/web/route";

export const GET = route("approvals.read", z.object({}), async (ctx) => ({
  pending: await countPending(ctx),
}));
