import { requirePermission, type Ctx } from "../platform/ctx";
import { onRevision, takeStep } from "./on-revision";
import { parseInput } from "./parse";
import { RevisionRef } from "./schemas";
import type { StepTaken } from "./types";

/** Gives a draft up. Its number and its text stay. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT */
export async function discardDraft(ctx: Ctx, input: RevisionRef): Promise<StepTaken> {
  requirePermission(ctx, "policy.edit");
  const { id } = parseInput(RevisionRef, input);
  return onRevision(ctx, { id, verb: "discard" }, (tx, row) =>
    takeStep(tx, ctx, row, { event: "discard", action: "policy.discarded" }),
  );
}
