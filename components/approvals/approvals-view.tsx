"use client";

import { CircleCheckBig, History, SearchX } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState, type MouseEvent } from "react";
import type { ApprovalDetail, ApprovalList } from "@/lib/approvals/types";
import { EmptyState } from "../empty-state";
import { ErrorState } from "../error-state";
import { Button } from "../ui/button";
import { ApprovalCard } from "./approval-card";
import { InboxRow } from "./inbox-row";
import type { DecisionActions } from "./use-decision";
import { useInbox, type InboxFilters } from "./use-inbox";
import { useShortcuts } from "./use-shortcuts";

type ApprovalsViewProps = {
  filters: InboxFilters;
  filtered: boolean;
  initial: ApprovalList;
  selected: ApprovalDetail | null;
  actions: DecisionActions;
};

const TWO_PANES = "(min-width: 64rem)";

/** The inbox: what waits on the left, one request on the right; on a phone the request has a page of its own. */
export function ApprovalsView({ filters, filtered, initial, selected, actions }: ApprovalsViewProps) {
  const inbox = useInbox(filters, initial);
  const { rows, error } = inbox;
  const chosen = useSearchParams().get("selected");
  const first = useFirstShown(JSON.stringify(filters), rows[0]?.id);
  const current = chosen ?? first;
  const place = useRef(0);
  const at = rows.findIndex((row) => row.id === current);
  useEffect(() => {
    if (at >= 0) place.current = at;
  }, [at]);
  const select = useSelect();
  const step = (by: 1 | -1) => {
    // The one before may have left the list: what now stands in its place is the next.
    const next = at >= 0 ? at + by : by > 0 ? place.current : place.current - 1;
    const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
    if (row) select(row.id);
  };
  useShortcuts({ j: () => step(1), k: () => step(-1) });
  const onSelect = (id: string, event: MouseEvent) => {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;
    if (elsewhere || !matchMedia(TWO_PANES).matches) return;
    event.preventDefault();
    select(id);
  };
  if (error && rows.length === 0) return <ErrorState>{error.message}</ErrorState>;
  const nothing = <NoRequests view={filters.view} filtered={filtered} />;
  if (rows.length === 0 && !current) return nothing;
  return (
    <div className="grid min-h-0 flex-1 border-t border-line lg:grid-cols-[minmax(20rem,25rem)_minmax(0,1fr)]">
      <div className="min-h-0 lg:overflow-y-auto lg:border-r lg:border-line" id="inbox">
        {rows.length === 0 && nothing}
        <ul aria-label={filters.view === "pending" ? "Waiting requests" : "Decided requests"}>
          {rows.map((row) => (
            <InboxRow key={row.id} row={row} selected={row.id === current} onSelect={onSelect} />
          ))}
        </ul>
        {inbox.hasNextPage && (
          <More loading={inbox.isFetchingNextPage} onMore={() => void inbox.fetchNextPage()} />
        )}
      </div>
      <div className="hidden min-h-0 overflow-y-auto lg:block">
        {current && (
          <ApprovalCard
            key={current}
            id={current}
            initial={selected?.id === current ? selected : undefined}
            actions={actions}
          />
        )}
      </div>
    </div>
  );
}

/**
 * Where the address names none, the first of the list is shown: the nearest deadline. It stays while the list
 * moves: its verdict is seen, and no other request slides under a pointer that is about to approve.
 */
function useFirstShown(list: string, first: string | undefined): string | undefined {
  const [shown, setShown] = useState({ list, id: first });
  if (shown.list === list && (shown.id ?? first) === shown.id) return shown.id;
  setShown({ list, id: first });
  return first;
}

/** Puts a request into the address and brings its row into sight. The server need not render for it. */
function useSelect(): (id: string) => void {
  const params = useSearchParams();
  return (id) => {
    const next = new URLSearchParams(params);
    next.set("selected", id);
    window.history.replaceState(null, "", `?${next}`);
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    document
      .querySelector(`[data-approval="${id}"]`)
      ?.scrollIntoView({ block: "nearest", behavior: reduced ? "instant" : "smooth" });
  };
}

/** Loads on when it comes into sight; a button for who gets there by keyboard first. */
function More({ loading, onMore }: { loading: boolean; onMore: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  const load = useRef(onMore);
  useEffect(() => {
    load.current = loading ? () => {} : onMore;
  });
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && load.current(),
    );
    if (mark.current) observer.observe(mark.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={mark} className="grid place-items-center py-3">
      <Button variant="ghost" pending={loading} onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}

function NoRequests({ view, filtered }: { view: InboxFilters["view"]; filtered: boolean }) {
  const router = useRouter();
  if (filtered) {
    return (
      <EmptyState
        icon={SearchX}
        title="No request matches"
        action={<Button onClick={() => router.replace(`/approvals?view=${view}`)}>Clear filters</Button>}
      >
        Nothing {view === "pending" ? "that waits" : "that was decided"} fits these filters.
      </EmptyState>
    );
  }
  if (view === "decided") {
    return (
      <EmptyState icon={History} title="Nothing decided yet">
        Requests that people approved or denied, and those that ran out of time, stay here with their reasons.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={CircleCheckBig} title="Nothing waits for you">
      A call that the policy wants a person to see appears here by itself, while its agent waits. Keep the tab
      open: its title counts them.
    </EmptyState>
  );
}
