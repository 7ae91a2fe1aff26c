"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { BeforeList } from "../calls/before-list";
import { JsonViews } from "../calls/call-arguments";
import { ExplanationList, readExplanation } from "../calls/explanation";
import { ErrorState } from "../error-state";
import { ApiError, getJson } from "../providers/query-provider";
import { Button } from "../ui/button";
import { CopyId } from "../ui/copy-id";
import { Skeleton } from "../ui/skeleton";
import { CardFacts } from "./card-facts";
import { CardHead } from "./card-head";
import { CardRecord } from "./card-record";
import { DecisionBar } from "./decision-bar";
import { noteServerTime, untilServer } from "./server-clock";
import type { DecisionActions } from "./use-decision";

type ApprovalCardProps = { id: string; initial?: ApprovalDetail | undefined; actions: DecisionActions };

/** Reads one request and keeps it fresh; read again at its deadline, when what may be done changes. */
export function useApproval(id: string, initial?: ApprovalDetail) {
  const query = useQuery({
    queryKey: ["approvals", "one", id],
    queryFn: async ({ signal }) => {
      const approval = await getJson<ApprovalDetail>(`/api/console/approvals/${id}`, signal);
      noteServerTime(approval.now);
      return approval;
    },
    ...(initial && { initialData: initial, initialDataUpdatedAt: Date.parse(initial.now) }),
  });
  const { data, refetch } = query;
  useEffect(() => {
    if (data?.status !== "pending") return;
    const timer = setTimeout(() => void refetch(), Math.max(500, untilServer(data.expiresAt) + 250));
    return () => clearTimeout(timer);
  }, [data, refetch]);
  return query;
}

/** Everything needed to decide one request, in an order that never changes, with the decision at its foot. */
export function ApprovalCard({ id, initial, actions }: ApprovalCardProps) {
  const { data: approval, error, refetch } = useApproval(id, initial);
  if (!approval) return error ? <CardError error={error} retry={() => void refetch()} /> : <CardSkeleton />;
  const explanation = readExplanation(approval.explanation);
  return (
    <article aria-label="Approval request" className="flex min-h-full flex-col">
      <div className="grid flex-1 content-start gap-5 px-4 py-5 md:px-6">
        <CardHead approval={approval} />
        <CardFacts approval={approval} />
        <CardRecord approval={approval} />
        <Section
          title="Arguments"
          aside={<CopyId id={approval.argumentsHash} what="hash of the arguments" />}
        >
          <JsonViews value={approval.arguments} label="Arguments" />
        </Section>
        <Section title="Just before, in this session">
          <BeforeList calls={approval.before} />
        </Section>
        {explanation && (
          <Section title="How the policy decided">
            <ExplanationList explanation={explanation} />
          </Section>
        )}
      </div>
      <DecisionBar key={approval.id} approval={approval} actions={actions} />
    </article>
  );
}

function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <section className="grid min-w-0 gap-2.5 border-t border-line pt-4">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm font-semibold">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

function CardError({ error, retry }: { error: Error; retry: () => void }) {
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <ErrorState
      title={missing ? "There is no such request here" : "The request could not be loaded"}
      requestId={error instanceof ApiError ? error.requestId : undefined}
      action={!missing && <Button onClick={retry}>Try again</Button>}
    >
      {missing ? "It may belong to another tenant: switch at the top." : error.message}
    </ErrorState>
  );
}

function CardSkeleton() {
  return (
    <div role="status" aria-label="Loading the request" className="grid gap-4 px-4 py-5 md:px-6">
      <Skeleton className="h-5 w-24" />
      <Skeleton className="h-8 w-4/5" />
      <Skeleton className="h-44 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  );
}
