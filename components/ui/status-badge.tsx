import {
  Ban,
  Check,
  ChevronDown,
  ChevronUp,
  ChevronsUp,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  CircleX,
  Clock,
  Equal,
  Eye,
  Hand,
  Hourglass,
  OctagonAlert,
  PauseCircle,
  PencilLine,
  Trash2,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import { Badge, type BadgeTone } from "./badge";

type Look = { tone: BadgeTone; icon: LucideIcon; label: string };

/**
 * Every status of the product, named as the API names it. Icon and word carry the meaning; colour only
 * repeats it. A status that is not here is shown as it is, in grey: unknown is a state.
 */
export const STATUSES = {
  ALLOW: { tone: "allow", icon: Check, label: "Allow" },
  DENY: { tone: "deny", icon: Ban, label: "Deny" },
  REQUIRE_APPROVAL: { tone: "hold", icon: Hand, label: "Needs approval" },

  pending: { tone: "hold", icon: Clock, label: "Pending" },
  approved: { tone: "allow", icon: CircleCheck, label: "Approved" },
  denied: { tone: "deny", icon: CircleX, label: "Denied" },
  changes_requested: { tone: "info", icon: PencilLine, label: "Changes requested" },
  expired: { tone: "neutral", icon: Hourglass, label: "Expired" },
  cancelled: { tone: "neutral", icon: CircleSlash, label: "Cancelled" },

  held: { tone: "hold", icon: Hand, label: "Waiting" },
  waiting: { tone: "hold", icon: Hand, label: "Waiting" },

  succeeded: { tone: "allow", icon: CircleCheck, label: "Succeeded" },
  tool_error: { tone: "high", icon: OctagonAlert, label: "Tool error" },
  failed: { tone: "deny", icon: CircleX, label: "Failed" },
  in_doubt: { tone: "hold", icon: CircleHelp, label: "In doubt" },
  running: { tone: "info", icon: CircleDashed, label: "Running" },

  active: { tone: "allow", icon: CircleCheck, label: "Active" },
  suspended: { tone: "hold", icon: PauseCircle, label: "Suspended" },
  retired: { tone: "neutral", icon: CircleSlash, label: "Retired" },
  ended: { tone: "neutral", icon: CircleSlash, label: "Ended" },

  draft: { tone: "neutral", icon: PencilLine, label: "Draft" },
  in_review: { tone: "info", icon: Eye, label: "In review" },
  published: { tone: "allow", icon: CircleCheck, label: "Published" },
  superseded: { tone: "neutral", icon: CircleSlash, label: "Superseded" },
  rolled_back: { tone: "hold", icon: Undo2, label: "Rolled back" },
  discarded: { tone: "neutral", icon: Trash2, label: "Discarded" },
  revoked: { tone: "neutral", icon: CircleSlash, label: "Revoked" },
  done: { tone: "allow", icon: CircleCheck, label: "Done" },
  manual: { tone: "info", icon: Hand, label: "By hand" },
  skipped: { tone: "neutral", icon: CircleSlash, label: "Skipped" },
  passed: { tone: "allow", icon: CircleCheck, label: "Passed" },

  LOW: { tone: "neutral", icon: ChevronDown, label: "Low" },
  MEDIUM: { tone: "hold", icon: Equal, label: "Medium" },
  HIGH: { tone: "high", icon: ChevronUp, label: "High" },
  CRITICAL: { tone: "critical", icon: ChevronsUp, label: "Critical" },
} as const satisfies Record<string, Look>;

export type Status = keyof typeof STATUSES;

type StatusBadgeProps = {
  status: Status | (string & {}) | null | undefined;
  /** What comes before the word for screen readers where the column does not say it, e.g. "Risk". */
  kind?: string;
  className?: string;
};

function lookOf(status: string | null | undefined): Look {
  if (status == null || status === "") return { tone: "neutral", icon: CircleHelp, label: "Unknown" };
  const known: Record<string, Look> = STATUSES;
  return Object.hasOwn(known, status)
    ? (known[status] as Look)
    : { tone: "neutral", icon: CircleHelp, label: status };
}

/** The one badge for decisions, approvals, outcomes, risk and lifecycle. */
export function StatusBadge({ status, kind, className }: StatusBadgeProps) {
  const { tone, icon: Icon, label } = lookOf(status);
  return (
    <Badge tone={tone} className={className}>
      <Icon aria-hidden strokeWidth={2.25} />
      {kind && <span className="sr-only">{kind}: </span>}
      <span className="truncate">{label}</span>
    </Badge>
  );
}

/** Risk as people must read it: a missing level counts as HIGH, and says so. */
export function RiskBadge({ level, className }: { level: string | null | undefined; className?: string }) {
  if (level) return <StatusBadge status={level} kind="Risk" {...(className ? { className } : {})} />;
  return (
    <Badge tone="high" className={className} title="No risk level is recorded: it counts as HIGH">
      <ChevronUp aria-hidden strokeWidth={2.25} />
      <span className="sr-only">Risk: </span>Unset, counts as high
    </Badge>
  );
}
