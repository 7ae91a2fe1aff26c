"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { IMPACT_DAYS } from "@/lib/impact/schemas";
import type { ImpactReport } from "@/lib/impact/types";
import type { Revision } from "@/lib/revisions/types";
import { EmptyState } from "../../empty-state";
import { ErrorState } from "../../error-state";
import { Panel } from "../../page/panel";
import { ApiError, getJson } from "../../providers/query-provider";
import { Button } from "../../ui/button";
import { RelativeTime } from "../../ui/relative-time";
import { Skeleton } from "../../ui/skeleton";
import { LinkTabs } from "../../ui/tabs";
import { duration } from "../../ui/time-format";
import { revisionHref } from "../hrefs";
import { Coverage } from "./coverage";
import { FlipMatrixTable } from "./flip-matrix";
import { Groups } from "./groups";
import { ReviewerLoad } from "./reviewer-load";
import { Samples } from "./samples";

export type ImpactDays = (typeof IMPACT_DAYS)[number];
type ImpactTabProps = { revision: Revision; days: ImpactDays };

/**
 * What the calls of the last days would have been under this revision. What was measured when it was submitted is
 * shown with its age; any other window is measured when it is looked at.
 */
export function ImpactTab({ revision, days }: ImpactTabProps) {
  const kept = revision.impactReport;
  const stored = kept?.days === days && kept.hash === revision.hash ? kept : null;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["policy-impact", revision.id, revision.hash, days],
    queryFn: ({ signal }) =>
      getJson<ImpactReport>(`/api/console/policy/impact?id=${revision.id}&days=${days}`, signal),
    enabled: revision.hash !== null,
    staleTime: Infinity,
    ...(stored && { initialData: stored }),
  });
  return (
    <div className="grid gap-5 px-4 py-5 md:px-6">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <LinkTabs
          label="Window"
          className="border-b-0"
          tabs={IMPACT_DAYS.map((each) => ({
            href: revisionHref(revision.id, { tab: "impact", days: each }),
            label: each === 1 ? "Last day" : `Last ${each} days`,
            current: each === days,
          }))}
        />
        {data && (
          <p className="flex flex-wrap items-center gap-x-3 text-xs text-ink-3">
            <span>
              Measured <RelativeTime at={data.measuredAt} /> in {duration(data.tookMs)}, by the engine that
              decides
            </span>
            <Button size="sm" pending={isFetching} onClick={() => void refetch()}>
              Measure again
            </Button>
          </p>
        )}
      </div>
      {revision.hash === null ? (
        <EmptyState icon={FlaskConical} title="The text is not a policy yet">
          Mend what the editor finds and save it. Then real calls can be decided again under it.
        </EmptyState>
      ) : data ? (
        <Report revision={revision} report={data} />
      ) : error ? (
        <ErrorState
          title="The impact could not be measured"
          requestId={error instanceof ApiError ? error.requestId : undefined}
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {error.message}
        </ErrorState>
      ) : (
        <Measuring days={days} />
      )}
    </div>
  );
}

function Report({ revision, report }: { revision: Revision; report: ImpactReport }) {
  if (report.total === 0) {
    return (
      <EmptyState icon={FlaskConical} title="No policy decided anything in this window">
        {report.beforePolicy === 0
          ? "No agent of this tenant has asked for a call, so there is nothing to decide again. That says nothing about what this revision would do."
          : `${report.beforePolicy.toLocaleString("en")} calls were refused before a policy was asked. That says nothing about what this revision would do.`}
      </EmptyState>
    );
  }
  return (
    <>
      <Coverage report={report} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <FlipMatrixTable report={report} />
        <ReviewerLoad report={report} />
      </div>
      <Samples key="loosening" direction="loosening" report={report} revision={revision} />
      <Samples key="tightening" direction="tightening" report={report} revision={revision} />
      <Groups report={report} />
    </>
  );
}

function Measuring({ days }: { days: number }) {
  return (
    <div role="status" className="grid gap-4">
      <p className="text-sm text-ink-2">
        Deciding the calls of the last {days === 1 ? "day" : `${days} days`} again…
      </p>
      <Panel>
        <div className="grid gap-3">
          <Skeleton className="h-6 w-2/3" />
          <Skeleton className="h-4 w-1/2" />
          <Skeleton className="h-32 w-full" />
        </div>
      </Panel>
    </div>
  );
}
