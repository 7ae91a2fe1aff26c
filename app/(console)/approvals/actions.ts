"use server";

import { approve, ApproveInput, deny, DenyInput } from "@/lib/approvals";
import { consoleAction } from "@/lib/web/action";

export const approveAction = consoleAction(ApproveInput, "approvals.decide", approve);
export const denyAction = consoleAction(DenyInput, "approvals.decide", deny);
