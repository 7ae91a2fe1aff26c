import { APPROVAL_STATUSES, type ApprovalStatus } from "../calls";

export { APPROVAL_STATUSES, type ApprovalStatus };

/** What can happen to a request, with what it comes to: is the last step filled, how many have denied. */
export type ApprovalEvent =
  | { kind: "approve"; stepDone: boolean; lastStep: boolean }
  | { kind: "deny"; denials: number; threshold: number }
  | { kind: "request_changes" }
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
      return event.stepDone && event.lastStep ? "approved" : "pending";
    case "deny":
      return event.denials >= event.threshold ? "denied" : "pending";
    case "request_changes":
      return "changes_requested";
    case "deadline":
      return "expired";
    case "cancel":
      return "cancelled";
  }
}
