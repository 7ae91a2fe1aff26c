import { databaseNow } from "../calls";
import { requirePermission, type Ctx } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { actorId, onRevision, record, writeIfUnchanged } from "./on-revision";
import { parseInput } from "./parse";
import { requireSameContent } from "./same-content";
import { ScheduleInput } from "./schemas";
import { signRevision } from "./signing";
import type { StepTaken } from "./types";

const MAX_AHEAD_MS = 366 * 24 * 60 * 60_000;

/**
 * Has a reviewed revision published at a later moment, or at another than was set before. It is signed now, so
 * that who publishes it then needs no private key; what it needs is asked again when it is due.
 * @throws DomainError FORBIDDEN, NOT_FOUND, SIGNING_UNAVAILABLE, INVALID_INPUT (past, or more than a year ahead),
 *   CONFLICT (other content, unmet requirements)
 */
export async function scheduleRevision(ctx: Ctx, input: ScheduleInput): Promise<StepTaken> {
  requirePermission(ctx, "policy.publish");
  const { id, hash, at } = parseInput(ScheduleInput, input);
  return onRevision(ctx, { id, verb: "schedule" }, async (tx, row) => {
    requireSameContent(row, { hash });
    const scheduledAt = new Date(at);
    requireAhead(scheduledAt.getTime() - Date.parse(await databaseNow(tx)));
    await signRevision(tx, ctx, row);
    await writeIfUnchanged(tx, row, { scheduledAt, scheduledById: actorId(ctx), scheduleProblem: "" });
    return record(tx, ctx, row, "policy.scheduled", { at: scheduledAt.toISOString() });
  });
}

function requireAhead(ms: number): void {
  if (ms > 0 && ms <= MAX_AHEAD_MS) return;
  const detail =
    ms > 0 ? "is more than a year ahead" : "has passed: publish it now, or choose a later moment";
  throw new DomainError("INVALID_INPUT", `The moment ${detail}.`, { faults: [{ pointer: "/at", detail }] });
}
