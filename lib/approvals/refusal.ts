import type { Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { readFrozenBy } from "./frozen-by";
import { sayFrozen } from "./sentences";
import type { LockedApproval } from "./store";
import { userName } from "./store";
import type { CannotCause } from "./types";

/** What may have been so a moment ago is a conflict; what was never so is forbidden. */
const CODES = {
  decided: "CONFLICT",
  expired: "CONFLICT",
  frozen: "CONFLICT",
  voted: "CONFLICT",
  covered: "CONFLICT",
  later_step: "CONFLICT",
  requester: "FORBIDDEN",
  permission: "FORBIDDEN",
  not_in_group: "FORBIDDEN",
} as const satisfies Record<CannotCause, string>;

const DID: Readonly<Record<string, string>> = {
  approved: "approved this",
  denied: "denied this",
  changes_requested: "asked for changes to this",
};

/** The answer to whom `canDecide` refuses; where somebody was faster, with who that was and when. */
export async function refusal(
  tx: Tx,
  approval: LockedApproval,
  why: { cause: CannotCause; reason: string },
  now: Date,
): Promise<DomainError> {
  if (why.cause === "frozen") {
    const by = await readFrozenBy(tx, approval);
    return new DomainError("CONFLICT", by === null ? why.reason : sayFrozen(by), {
      meta: { cause: "frozen" },
    });
  }
  const last = approval.votes.at(-1);
  const did = DID[approval.status];
  if (why.cause !== "decided" || !approval.decidedAt || !last || !did)
    return new DomainError(CODES[why.cause], why.reason, { meta: { cause: why.cause } });
  const by = await userName(tx, last.userId);
  const seconds = Math.max(0, Math.round((now.getTime() - approval.decidedAt.getTime()) / 1000));
  return new DomainError("CONFLICT", `${by} ${did} ${ago(seconds)}.`, {
    meta: {
      cause: why.cause,
      status: approval.status,
      decidedBy: by,
      decidedAt: approval.decidedAt.toISOString(),
    },
  });
}

function ago(seconds: number): string {
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}
