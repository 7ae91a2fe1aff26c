import { requirePermission, type Ctx } from "../platform/ctx";
import { giveVerdict } from "./give-verdict";
import { onRevision, takeStep } from "./on-revision";
import { parseInput } from "./parse";
import { UNSCHEDULED } from "./save-draft";
import { RequestChangesInput } from "./schemas";
import type { StepTaken } from "./types";

/**
 * One person's no to this content, with what is to change: the revision goes back to draft and off the schedule.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT
 */
export async function requestChanges(ctx: Ctx, input: RequestChangesInput): Promise<StepTaken> {
  requirePermission(ctx, "policy.review");
  const { id, comment } = parseInput(RequestChangesInput, input);
  return onRevision(ctx, { id, verb: "request_changes" }, async (tx, row) => {
    await giveVerdict(tx, ctx, row, { verdict: "request_changes", comment });
    return takeStep(tx, ctx, row, {
      event: "request_changes",
      action: "policy.changes_requested",
      details: { comment },
      data: UNSCHEDULED,
    });
  });
}
