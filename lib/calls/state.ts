export const APPROVAL_STATUSES = [
  "pending",
  "approved",
  "denied",
  "changes_requested",
  "expired",
  "cancelled",
] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** A request's own time: while a stop keeps it frozen, its clock stands where it was then. */
export function clockOf({ frozenAt }: { frozenAt?: Date | null }, now: Date): Date {
  return frozenAt ?? now;
}

/**
 * What an approval request is now. The only place that knows: a request whose deadline has passed, by its own clock, is
 * expired from that moment, whether or not a timer has written it down yet.
 */
export function effectiveStatus(
  approval: { status: string; expiresAt: Date; frozenAt?: Date | null },
  now: Date,
): ApprovalStatus {
  const status = approval.status as ApprovalStatus;
  return status === "pending" && approval.expiresAt <= clockOf(approval, now) ? "expired" : status;
}

export const CALL_STATES = [
  "denied",
  "held",
  "approved",
  "running",
  "succeeded",
  "tool_error",
  "failed",
  "in_doubt",
  "changes_requested",
  "expired",
  "cancelled",
] as const;
export type CallState = (typeof CALL_STATES)[number];

export type CallFacts = {
  action: string;
  /** Of the decision that let it run: the first one, or the one that spent the grant. */
  outcomeDueAt: Date | null;
  outcome: { status: string } | null;
  approval: { status: string; expiresAt: Date; frozenAt?: Date | null } | null;
  grant: { expiresAt: Date; consumed: boolean } | null;
};

/**
 * The one state of a call, from everything recorded of it. `held`: people are asked. `approved`: they said
 * yes and it has not run. `running`: let through, no outcome yet. `in_doubt`: the outcome is overdue or its
 * effect unknown. `expired`: nobody answered in time, or the yes was not used in time.
 */
export function callState(facts: CallFacts, now: Date): CallState {
  if (facts.outcome) return facts.outcome.status as CallState;
  if (facts.action === "DENY") return "denied";
  if (facts.action === "ALLOW") return unsettled(facts.outcomeDueAt, now);
  return facts.approval ? heldState(facts.approval, facts, now) : "held";
}

function heldState(
  approval: { status: string; expiresAt: Date; frozenAt?: Date | null },
  { grant, outcomeDueAt }: CallFacts,
  now: Date,
): CallState {
  const status = effectiveStatus(approval, now);
  if (status === "pending") return "held";
  if (status !== "approved") return status;
  if (grant?.consumed) return unsettled(outcomeDueAt, now);
  return grant && grant.expiresAt <= now ? "expired" : "approved";
}

function unsettled(dueAt: Date | null, now: Date): CallState {
  return dueAt && dueAt <= now ? "in_doubt" : "running";
}
