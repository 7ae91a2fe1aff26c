"use client";

import { useEffect, useRef, useState, type MouseEvent } from "react";
import type { ApprovalDetail, ApprovalList } from "@/lib/approvals/types";
import { useAddressQuery } from "../address/use-address-query";
import { ErrorState } from "../error-state";
import { useLiveStatus } from "../shell/live-status";
import { Button } from "../ui/button";
import { ApprovalCard } from "./approval-card";
import { BulkBar } from "./bulk-bar";
import { PaneList, PageList } from "./inbox-list";
import { NoRequests } from "./no-requests";
import type { BulkActions } from "./use-bulk";
import type { DecisionActions } from "./use-decision";
import { useInbox, type InboxFilters } from "./use-inbox";
import { useShortcuts } from "./use-shortcuts";
import { useTicks } from "./use-ticks";
import { useTwoPanes } from "./use-two-panes";

type ApprovalsViewProps = {
  filters: InboxFilters;
  filtered: boolean;
  initial: ApprovalList;
  selected: ApprovalDetail | null;
  actions: DecisionActions & BulkActions;
};

const LABELS = { mine: "Waiting requests", team: "Waiting requests", decided: "Decided requests" } as const;

/** The inbox: what waits on the left, one request on the right; on a phone the request has a page of its own. */
export function ApprovalsView({ filters, filtered, initial, selected, actions }: ApprovalsViewProps) {
  const inbox = useInbox(filters, initial);
  const { rows, error } = inbox;
  const { query, change } = useAddressQuery();
  const first = useFirstShown(JSON.stringify(filters), rows[0]?.id);
  const current = query.get("selected") ?? first;
  const twoPanes = useTwoPanes();
  const ticks = useTicks(rows);
  const pane = useRef<HTMLDivElement>(null);
  const place = useRef(0);
  const at = rows.findIndex((row) => row.id === current);
  useEffect(() => {
    if (at >= 0) place.current = at;
  }, [at]);
  // The server need not render for it; the list brings its row into sight.
  const select = (id: string) => change((next) => next.set("selected", id));
  const step = (by: 1 | -1) => {
    // The one before may have left the list: what now stands in its place is the next.
    const next = at >= 0 ? at + by : by > 0 ? place.current : place.current - 1;
    const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
    if (row) select(row.id);
  };
  const bulk = twoPanes && filters.view !== "decided";
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      if (bulk && current && at >= 0) ticks.onTick(current, !ticks.ids.has(current));
    },
  });
  const onSelect = (id: string, event: MouseEvent) => {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;
    if (elsewhere || !twoPanes) return;
    event.preventDefault();
    select(id);
  };
  if (error && rows.length === 0)
    return (
      <ErrorState action={<Button onClick={() => void inbox.refetch()}>Try again</Button>}>
        {error.message}
      </ErrorState>
    );
  const nothing = <NoRequests view={filters.view} filtered={filtered} counts={inbox.counts} />;
  if (rows.length === 0 && !current) return nothing;
  const list = {
    rows,
    label: LABELS[filters.view],
    current,
    onSelect,
    ticks: bulk ? { ticked: ticks.ids, onTick: ticks.onTick } : undefined,
    more: {
      has: inbox.hasNextPage,
      loading: inbox.isFetchingNextPage,
      failed: inbox.isFetchNextPageError,
      load: () => void inbox.fetchNextPage(),
    },
  };
  return (
    <div className="grid min-h-0 flex-1 border-t border-line lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]">
      <div className="flex min-h-0 flex-col lg:border-r lg:border-line">
        <Stale />
        <div ref={pane} className="min-h-0 flex-1 lg:overflow-y-auto" id="inbox">
          {rows.length === 0 && nothing}
          {rows.length > 0 &&
            (twoPanes ? <PaneList {...list} scroller={() => pane.current} /> : <PageList {...list} />)}
        </div>
        {bulk && <BulkBar ticks={ticks} total={rows.length} actions={actions} />}
      </div>
      <div className="hidden min-h-0 overflow-y-auto lg:block">
        {current && twoPanes && (
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

/** Over the list itself: a number that looks alive but is old would be a lie. */
function Stale() {
  const stale = useLiveStatus() === "stale";
  return (
    <p role="status" className="bg-hold-soft px-5 py-1.5 text-xs text-hold empty:hidden">
      {stale && "Reconnecting. What you see may be old; deciding is checked again by the server."}
    </p>
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
