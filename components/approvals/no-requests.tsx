"use client";

import { CircleCheckBig, History, SearchX, UsersRound } from "lucide-react";
import { useRouter } from "next/navigation";
import type { View } from "@/lib/approvals/schemas";
import type { ApprovalCounts } from "@/lib/approvals/types";
import { EmptyState } from "../empty-state";
import { Button } from "../ui/button";
import { Link } from "../ui/link";

type NoRequestsProps = { view: View; filtered: boolean; counts: ApprovalCounts };

/** "No match", "not yet", "others have some" and "nothing at all" are four different things. */
export function NoRequests({ view, filtered, counts }: NoRequestsProps) {
  const router = useRouter();
  if (filtered) {
    return (
      <EmptyState
        icon={SearchX}
        title="No request matches"
        action={<Button onClick={() => router.replace(`/approvals?view=${view}`)}>Clear filters</Button>}
      >
        Nothing {view === "decided" ? "that was decided" : "that waits"} fits these filters.
      </EmptyState>
    );
  }
  if (view === "decided") {
    return (
      <EmptyState icon={History} title="Nothing decided yet">
        Requests that people approved, denied or sent back, and those that ran out of time, stay here with
        their reasons.
      </EmptyState>
    );
  }
  if (view === "mine" && counts.team > 0) {
    return (
      <EmptyState
        icon={UsersRound}
        title="Nothing waits for you"
        action={
          <Button asChild>
            <Link href="/approvals?view=team">See the team&apos;s</Link>
          </Button>
        }
      >
        {counts.team === 1 ? "One request waits" : `${counts.team} requests wait`} for other people: you have
        decided your part already, or it is not yours to decide.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={CircleCheckBig} title={view === "mine" ? "Nothing waits for you" : "Nothing waits"}>
      A call that the policy wants a person to see appears here by itself, while its agent waits. Keep the tab
      open: its title counts them.
    </EmptyState>
  );
}
