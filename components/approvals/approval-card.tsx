"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ApprovalDetail } from "@/lib/approvals/types";
import { BeforeList } from "../calls/before-list";
import { ExplanationList, readExplanation } from "../calls/explanation";
import { ErrorState } from "../error-state";
import { ApiError, getJson } from "../providers/query-provider";
import { Button } from "../ui/button";
import { SafeText, Untrusted } from "../ui/safe-text";
import { Answers } from "./answers";
import { CardArguments } from "./card-arguments";
import { CardFacts } from "./card-facts";
import { CardHead } from "./card-head";
import { CardRecord } from "./card-record";
import { CardSkeleton } from "./card-skeleton";
import { CardSection } from "./card-section";
import { DecisionBar } from "./decision-bar";
import { markSeen } from "./seen";
import { noteServerTime, untilServer } from "./server-clock";
import { Similar } from "./similar";
import type { DecisionActions } from "./use-decision";

type ApprovalCardProps = { id: string; initial?: ApprovalDetail | undefined; actions: DecisionActions };

/** Reads one request and keeps it fresh; read again when it escalates and at its deadline, when what may be done changes. */
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
    // What is frozen changes when a stop does, and that is told.
    if (data?.status !== "pending" || data.frozen) return;
    const { escalatesAt, escalatedAt, expiresAt } = data;
    // What is due is done a moment later, and the word of it may be missed.
    const next = untilServer(escalatesAt !== null && escalatedAt === null ? escalatesAt : expiresAt);
    // Later than a timer can count: it will have been read again by then.
    const timer = setTimeout(() => void refetch(), Math.min(Math.max(500, next + 250), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [data, refetch]);
  return query;
}

/** Everything needed to decide one request, in an order that never changes, with the decision at its foot. */
export function ApprovalCard({ id, initial, actions }: ApprovalCardProps) {
  const { data: approval, error, refetch } = useApproval(id, initial);
  const shown = approval !== undefined;
  useEffect(() => {
    if (shown) markSeen([id]);
  }, [shown, id]);
  if (!approval) return error ? <CardError error={error} retry={() => void refetch()} /> : <CardSkeleton />;
  const explanation = readExplanation(approval.explanation);
  const { label } = approval.session;
  return (
    <article aria-label="Approval request" className="flex min-h-full flex-col">
      <div className="grid flex-1 content-start gap-5 px-4 py-4 md:px-6 md:py-5">
        <CardHead approval={approval} />
        <CardFacts approval={approval} />
        <Answers approval={approval} />
        <CardRecord approval={approval} />
        <CardArguments approval={approval} />
        <CardSection title="Just before, in this session">
          <BeforeList calls={approval.before} />
          {label && (
            <Untrusted source="the agent's name for this session">
              <SafeText oneLine>{label}</SafeText>
            </Untrusted>
          )}
        </CardSection>
        <CardSection title="Similar requests, and how they ended">
          <Similar similar={approval.facts.similar} />
        </CardSection>
        {explanation && (
          <CardSection title="How the policy decided">
            <ExplanationList explanation={explanation} revisionId={approval.policyRevisionId} />
          </CardSection>
        )}
      </div>
      <DecisionBar key={approval.id} approval={approval} actions={actions} />
    </article>
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
