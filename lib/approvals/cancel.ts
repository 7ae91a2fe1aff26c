import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { effectiveStatus } from "../calls";
import { CancelInput } from "./schemas";
import { nextStatus, type ApprovalStatus } from "./state";
import { lockApproval, settle } from "./store";

/**
 * The agent went away or withdrew its call, so there is nothing to decide. By the system or by the agent that
 * asked. Where it is settled already, it stays as it is.
 * @returns the status it has now.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT
 */
export async function cancelApproval(ctx: Ctx, input: CancelInput): Promise<ApprovalStatus> {
  if (ctx.actor.kind === "user")
    throw new DomainError("FORBIDDEN", "A person denies a request; only its agent cancels it.");
  const parsed = CancelInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { approvalId, cause } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const { approval, now } = await lockApproval(tx, ctx.tenantId, approvalId);
    // To an agent, another agent's request does not exist.
    if (ctx.actor.kind === "agent" && ctx.actor.id !== approval.agentId)
      throw new DomainError("NOT_FOUND", "There is no such approval request here.");
    const current = effectiveStatus(approval, now);
    const status = nextStatus(current, { kind: "cancel" });
    if (status === null) return current;
    await settle(tx, approval.id, status, now, cause);
    const data = { callId: approval.callId, capability: approval.capability, cause };
    await appendLeaf(tx, ctx, {
      action: "approval.cancelled",
      subjectKind: "approval",
      subjectId: approval.id,
      data,
    });
    return status;
  });
}
