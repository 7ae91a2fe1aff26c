import type { ApprovalCounts } from "@/lib/approvals/types";

type Waiting = Pick<ApprovalCounts, "mine" | "newest">;

/**
 * Tells whether something new waits, each time it is told how things stand. A count alone would miss what comes while
 * something else is decided; the newest alone would miss an older request that has become this person's to decide.
 */
export function newsFrom(first: Waiting): (now: Waiting) => boolean {
  let { mine, newest } = first;
  return (now) => {
    const isNewer = now.newest !== null && (newest === null || now.newest > newest);
    const isNews = isNewer || now.mine > mine;
    mine = now.mine;
    // Once decided it is not the newest any more, and what came before it is no news again.
    if (isNewer) newest = now.newest;
    return isNews;
  };
}
