import { APPROVAL_STATUSES, type ApprovalStatus } from "../calls";

export { APPROVAL_STATUSES, type ApprovalStatus };

/** What can happen to a request. `approve` carries how many approvals it then has, and needs. */
export type ApprovalEvent =
  | { kind: "approve"; approvals: number; required: number }
  | { kind: "deny" }
  | { kind: "deadline" }
  | { kind: "cancel" };

/**
 * The whole state machine: everything starts at pending, and nothing leaves any other status.
 * @returns the status after the event, or null where the event is illegal now.
 */
export function nextStatus(status: ApprovalStatus, event: ApprovalEvent): ApprovalStatus | null {
  if (status !== "pending") return null;
  switch (event.kind) {
    case "approve":
      return event.approvals >= event.required ? "approved" : "pending";
    case "deny":
      return "denied";
    case "deadline":
      return "expired";
    case "cancel":
      return "cancelled";
  }
}
