"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX, X } from "lucide-react";
import { useDeferredValue, type ReactNode } from "react";
import type { InspectedCall } from "@/lib/calls/waterfall/types";
import { useEscape } from "../../approvals/use-shortcuts";
import { useTwoPanes } from "../../approvals/use-two-panes";
import { EmptyState } from "../../empty-state";
import { ErrorState } from "../../error-state";
import { useLiveEvents } from "../../live/live";
import { ApiError, getJson } from "../../providers/query-provider";
import { Button } from "../../ui/button";
import { CopyId } from "../../ui/copy-id";
import { SafeText } from "../../ui/safe-text";
import { Sheet } from "../../ui/sheet";
import { Skeleton } from "../../ui/skeleton";
import { RiskBadge, StatusBadge } from "../../ui/status-badge";
import type { InspectorTab } from "../waterfall/use-call-address";
import { CallPanel } from "./call-panel";
import { CopyMenu } from "./copy-menu";

type InspectorPaneProps = {
  sessionId: string;
  callId: string | null;
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  onClose: () => void;
};

/** The open call: beside the rows where there is room, else over them. */
export function InspectorPane({ sessionId, callId, tab, onTab, onClose }: InspectorPaneProps) {
  const beside = useTwoPanes();
  // Arrow keys may run over many calls; the panel shows where they come to rest.
  const shownId = useDeferredValue(callId);
  const call = useInspectedCall(sessionId, shownId);
  useEscape(beside && callId !== null, onClose);
  if (callId === null) return null;
  const { title, subtitle, body } = partsOf(call, { tab, onTab });
  if (!beside) {
    return (
      <Sheet open onOpenChange={(open) => !open && onClose()} title={title} subtitle={subtitle}>
        {body}
      </Sheet>
    );
  }
  return (
    <section
      aria-label="Open call"
      className="flex w-[min(30rem,44%)] shrink-0 animate-sheet flex-col border-l border-line"
    >
      <header className="flex items-start gap-3 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold wrap-anywhere">{title}</h2>
          <div className="mt-1.5 flex flex-wrap items-center gap-2">{subtitle}</div>
        </div>
        <Button
          variant="ghost"
          size="iconSm"
          aria-label="Close the call"
          title="Close (Esc)"
          onClick={onClose}
          className="-mr-1"
        >
          <X aria-hidden />
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{body}</div>
    </section>
  );
}

function useInspectedCall(sessionId: string, callId: string | null) {
  const query = useQuery({
    queryKey: ["inspected-call", sessionId, callId],
    queryFn: ({ signal }) =>
      getJson<InspectedCall>(`/api/console/sessions/${sessionId}/calls/${callId ?? ""}`, signal),
    enabled: callId !== null,
  });
  useLiveEvents(() => {
    const state = query.data?.call.state;
    // What is settled stays as it is.
    if (state && UNSETTLED.has(state)) void query.refetch();
  });
  return query;
}

const UNSETTLED = new Set(["held", "approved", "running", "in_doubt"]);

type Shown = { title: ReactNode; subtitle: ReactNode; body: ReactNode };

function partsOf(
  query: ReturnType<typeof useInspectedCall>,
  tabs: Pick<InspectorPaneProps, "tab" | "onTab">,
): Shown {
  if (query.data) {
    const { call } = query.data;
    return {
      title: (
        <span className="font-mono text-sm">
          <SafeText oneLine>{call.capability}</SafeText>
        </span>
      ),
      subtitle: (
        <>
          <StatusBadge status={call.state} />
          {call.riskLevel && <RiskBadge level={call.riskLevel} />}
          <CopyId id={call.id} what="call id" />
          <CopyMenu call={call} />
        </>
      ),
      body: <CallPanel {...query.data} {...tabs} />,
    };
  }
  if (!query.isError) return { title: "Reading the call", subtitle: null, body: <Waiting /> };
  const problem = query.error instanceof ApiError ? query.error : null;
  if (problem?.status === 404 || problem?.status === 422 || problem?.status === 400)
    return { title: "No such call", subtitle: null, body: <NoSuchCall /> };
  return {
    title: "Not read",
    subtitle: null,
    body: (
      <ErrorState requestId={problem?.requestId}>
        The call could not be read. Try again in a moment.
      </ErrorState>
    ),
  };
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading the call" className="grid gap-3">
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}

function NoSuchCall() {
  return (
    <EmptyState icon={SearchX} title="It is not in this session">
      The address names a call that this session does not have.
    </EmptyState>
  );
}
