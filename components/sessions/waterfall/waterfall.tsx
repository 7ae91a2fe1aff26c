"use client";

import { useQuery } from "@tanstack/react-query";
import { ListTree, SearchX } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import type { SearchHits } from "@/lib/calls/waterfall/types";
import { useShortcuts } from "../../approvals/use-shortcuts";
import { TableSkeleton } from "../../data-table";
import { EmptyState } from "../../empty-state";
import { ErrorState } from "../../error-state";
import { ApiError, getJson } from "../../providers/query-provider";
import { Button } from "../../ui/button";
import { useNow } from "../../ui/use-now";
import { InspectorPane } from "../inspector/inspector-pane";
import { filterCalls, isFiltering, readWanted } from "./filters";
import { Minimap } from "./minimap";
import { isFailure, openCalls, totalsOf, type Session } from "./model";
import { Pane } from "./pane";
import { layRows, nextFailure, type Row } from "./rows";
import { busyOf } from "./spans";
import { Summary } from "./summary";
import { TableView } from "./table-view";
import { timeScale } from "./time-scale";
import { Toolbar } from "./toolbar";
import { useCallAddress, type InspectorTab } from "./use-call-address";
import { useRoom } from "./use-room";
import { useSight } from "./use-sight";
import { useWaterfall } from "./use-waterfall";

/** A session as it went: every call over time, and the open one beside. */
export function Waterfall({ sessionId }: { sessionId: string }) {
  const query = useWaterfall(sessionId);
  if (query.isPending) return <TableSkeleton label="Loading the calls" />;
  if (query.isError) {
    const requestId = query.error instanceof ApiError ? query.error.requestId : undefined;
    return (
      <ErrorState
        requestId={requestId}
        action={<Button onClick={() => void query.refetch()}>Try again</Button>}
      >
        The calls of this session could not be read.
      </ErrorState>
    );
  }
  return <Loaded sessionId={sessionId} session={query.data} />;
}

function Loaded({ sessionId, session }: { sessionId: string; session: Session }) {
  const address = useCallAddress();
  const { order, fold, view } = address;
  const box = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const room = useRoom(box);
  const [tab, setTab] = useState<InspectorTab>("arguments");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [activeKey, setActiveKey] = useState(address.call);

  const now = useMoment(session);
  const scale = useMemo(() => timeScale(busyOf({ ...session, now }), fold), [session, now, fold]);
  const zoom = useSight(scale);
  const { wanted, calls, searching } = useFiltered(sessionId, session, address.params);
  const rows = useMemo(() => layRows(session, calls, { order, closed }), [session, calls, order, closed]);
  const totals = useMemo(() => totalsOf({ ...session, now }), [session, now]);
  const capabilities = useCapabilities(session);
  const active = useMemo(() => rows.findIndex(({ key }) => key === activeKey), [rows, activeKey]);

  const follow = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setActiveKey(row.key);
    if (address.call !== null && row.kind !== "turn") address.openCall(row.call.id);
  };
  const open = (row: Row) => row.kind !== "turn" && address.openCall(row.call.id);
  const toggle = (row: Row, to = !row.open) =>
    setClosed((before) => {
      const next = new Set(before);
      if (to) next.delete(row.key);
      else next.add(row.key);
      return next;
    });
  const toNextFailure = () => {
    const index = nextFailure(rows, active);
    if (index >= 0) follow(index);
    else if (closed.size > 0) setClosed(new Set());
  };
  const explain = () => {
    const row = rows[active];
    setTab("decision");
    if (row) open(row);
  };
  useShortcuts({
    f: toNextFailure,
    F: toNextFailure,
    d: explain,
    D: explain,
    "/": () => bar.current?.querySelector<HTMLInputElement>("input[type=search]")?.focus(),
    "+": () => zoom.change("in"),
    "-": () => zoom.change("out"),
    "0": () => zoom.change("fit"),
  });
  const failures = useMemo(() => calls.filter(isFailure).length, [calls]);
  return (
    <section aria-label="Inspector" className="border-t border-line">
      <div className="grid gap-2.5 px-4 pt-3 pb-2.5 md:px-6">
        <Summary totals={totals} calls={session.calls.length} />
        <Minimap calls={calls} scale={scale} sight={zoom.sight} onSight={zoom.set} />
      </div>
      <Toolbar
        ref={bar}
        address={address}
        capabilities={capabilities}
        folds={scale.folds.length}
        zoomed={zoom.zoomed}
        onZoom={zoom.change}
        failures={failures}
        onNextFailure={toNextFailure}
      />
      <div className="flex h-[max(26rem,calc(100dvh-var(--topbar-h)-var(--tabbar-h)-2rem))] border-y border-line bg-surface">
        <div ref={box} className="flex min-w-0 flex-1 flex-col">
          {calls.length === 0 ? (
            <Nothing filtering={isFiltering(wanted)} searching={searching} />
          ) : view === "table" ? (
            <TableView
              calls={calls}
              now={now}
              open={address.call}
              hrefOf={address.hrefOf}
              onOpen={address.openCall}
            />
          ) : (
            <Pane
              key={room === "narrow" ? "narrow" : "beside"}
              sessionId={sessionId}
              rows={rows}
              calls={calls.length}
              layout={`${order} ${JSON.stringify(wanted)}`}
              room={room}
              scale={scale}
              sight={zoom.sight}
              now={now}
              active={active}
              onActive={follow}
              open={address.call}
              onOpen={open}
              onToggle={toggle}
              hrefOf={address.hrefOf}
            />
          )}
        </div>
        <InspectorPane
          sessionId={sessionId}
          callId={address.call}
          tab={tab}
          onTab={setTab}
          onClose={address.closeCall}
        />
      </div>
    </section>
  );
}

/** While something is open its bar grows; else the clock stands where the session was last read. */
function useMoment(session: Session): number {
  const moving = useMemo(() => openCalls(session.calls, 1).length > 0, [session]);
  const clock = useNow(5_000);
  return moving ? session.now + Math.max(0, clock - session.readAt) : session.now;
}

function useFiltered(sessionId: string, session: Session, params: URLSearchParams) {
  const wanted = useMemo(() => readWanted(params), [params]);
  const { text } = wanted;
  const count = session.calls.length;
  const search = useQuery({
    queryKey: ["waterfall-search", sessionId, text, count],
    queryFn: ({ signal }) =>
      getJson<SearchHits>(
        `/api/console/sessions/${sessionId}/search?q=${encodeURIComponent(text)}`,
        signal,
      ).then(({ ids }) => new Set(ids)),
    enabled: text !== "",
    // While the session grows, what was found stays; another text starts anew.
    placeholderData: (found, asked) => (asked?.queryKey[2] === text ? found : undefined),
  });
  const hits = search.data ?? null;
  const calls = useMemo(
    () => filterCalls(session.calls, wanted, { hits, now: session.now }),
    [session, wanted, hits],
  );
  return { wanted, calls, searching: text !== "" && search.isPending };
}

function useCapabilities({ calls }: Session): readonly string[] {
  return useMemo(() => [...new Set(calls.map(({ capability }) => capability))].sort(), [calls]);
}

function Nothing({ filtering, searching }: { filtering: boolean; searching: boolean }) {
  if (searching) return <TableSkeleton label="Searching" rows={6} />;
  return filtering ? (
    <EmptyState icon={SearchX} title="No call matches">
      None of this session&apos;s calls fits these filters.
    </EmptyState>
  ) : (
    <EmptyState icon={ListTree} title="No calls yet">
      The agent has opened this session and asked for nothing so far. Calls appear here as they come.
    </EmptyState>
  );
}
