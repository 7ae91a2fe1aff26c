import type { ApprovalCounts } from "@/lib/approvals/types";
import { ReviewCount } from "../capabilities/review-count";
import { OpenIncidents } from "../incidents/open-count";
import type { NavKey } from "./nav-items";
import { PendingCount } from "./pending-count";

/** `pending`: approvals that wait. `reviews`: capabilities that do. `incidents`: those to see to. */
export type NavCounts = { pending: ApprovalCounts; reviews: number; incidents: number };
export type NavProps = { allowed: readonly NavKey[]; counts: NavCounts };

/** What waits in a section, beside its name. */
export function NavCount({ of, counts, className }: { of: NavKey; counts: NavCounts; className: string }) {
  if (of === "approvals") return <PendingCount initial={counts.pending} className={className} />;
  if (of === "capabilities") return <ReviewCount initial={counts.reviews} className={className} />;
  if (of === "incidents") return <OpenIncidents initial={counts.incidents} className={className} />;
  return null;
}
