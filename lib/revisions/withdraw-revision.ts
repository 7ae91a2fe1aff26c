import { requirePermission, type Ctx } from "../platform/ctx";
import { onRevision, takeStep } from "./on-revision";
import { parseInput } from "./parse";
import { UNSCHEDULED } from "./save-draft";
import { RevisionRef } from "./schemas";
import type { StepTaken } from "./types";

/**
 * Takes a revision out of review, back to draft and off the schedule. Verdicts on its content live on until the
 * content changes.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT
 */
export async function withdrawRevision(ctx: Ctx, input: RevisionRef): Promise<StepTaken> {
  requirePermission(ctx, "policy.edit");
  const { id } = parseInput(RevisionRef, input);
  return onRevision(ctx, { id, verb: "withdraw" }, (tx, row) =>
    takeStep(tx, ctx, row, { event: "withdraw", action: "policy.withdrawn", data: UNSCHEDULED }),
  );
}
