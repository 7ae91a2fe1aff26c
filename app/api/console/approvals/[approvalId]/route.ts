import { z } from "zod";
import { getApproval } from "@/lib/approvals";
import { route } from "@/lib/web/route";

export const GET = route(
  "approvals.read",
  z.strictObject({ approvalId: z.string() }),
  (ctx, { approvalId }) => getApproval(ctx, approvalId),
);
