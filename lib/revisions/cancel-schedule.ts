import { requirePermission, type Ctx } from "../platform/ctx";
import { onRevision, record, writeIfUnchanged } from "./on-revision";
import { parseInput } from "./parse";
import { UNSCHEDULED } from "./save-draft";
import { RevisionRef } from "./schemas";
import type { StepTaken } from "./types";

/** Takes a revision off the schedule; it stays in review. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT */
export async function cancelSchedule(ctx: Ctx, input: RevisionRef): Promise<StepTaken> {
  requirePermission(ctx, "policy.publish");
  const { id } = parseInput(RevisionRef, input);
  return onRevision(ctx, { id, verb: "cancel_schedule" }, async (tx, row) => {
    await writeIfUnchanged(tx, row, UNSCHEDULED);
    return record(tx, ctx, row, "policy.schedule_cancelled", { at: row.scheduledAt?.toISOString() ?? null });
  });
}
