import { listApprovals, ListApprovalsInput } from "@/lib/approvals";
import { route } from "@/lib/web/route";

export const GET = route("approvals.read", ListApprovalsInput, (ctx, input) => listApprovals(ctx, input));
