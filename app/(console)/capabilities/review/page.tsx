import { CircleCheck, SearchX } from "lucide-react";
import { CapabilitiesNav } from "@/components/capabilities/capabilities-nav";
import { QueueTable } from "@/components/capabilities/queue/queue-table";
import { Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar, type FilterField } from "@/components/filters";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { countReviewQueue, listReviewQueue } from "@/lib/capabilities";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";
import { acceptReadOnlyAction } from "../actions";
import { queueParams } from "../search-params";
import { upstreamChoices } from "../upstream-choices";

export const metadata = { title: "Capabilities to review" };

export default async function ReviewQueuePage({ searchParams }: PageProps<"/capabilities/review">) {
  const { ctx } = await requireSession("capabilities.read");
  const params = queueParams.parse(await searchParams);
  const { upstream, kind, after } = params;
  const { rows, nextCursor } = await listReviewQueue(ctx, {
    upstream,
    ...(kind && { readOnly: kind === "read-only" }),
    cursor: after,
  });
  const verdict = may(ctx, "capabilities.manage");
  const href = (cursor: string | undefined) =>
    `/capabilities/review${queueParams.serialize({ ...params, after: cursor })}`;
  const filtered = upstream !== undefined || kind !== undefined;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="To review"
        description="What an upstream offers is its own word. Until a person has looked, a new tool counts as high risk at least, and a changed one is suspended."
      />
      <CapabilitiesNav waiting={await countReviewQueue(ctx)} />
      <div className="pt-4">
        <FilterBar fields={filters(await upstreamChoices(ctx))} />
      </div>
      <QueueTable
        key={queueParams.serialize(params)}
        rows={rows}
        action={acceptReadOnlyAction}
        refused={verdict.ok ? undefined : verdict.why}
        empty={filtered ? <NoMatch /> : <NothingWaits />}
        footer={
          rows.length > 0 && (
            <Pager
              summary={`${rows.length} waiting, changed ones first`}
              previousHref={after ? href(undefined) : undefined}
              nextHref={nextCursor ? href(nextCursor) : undefined}
              previousLabel="First"
              nextLabel="Next"
            />
          )
        }
      />
    </>
  );
}

function filters(upstreams: { value: string; label: string }[]): FilterField[] {
  return [
    {
      kind: "choice",
      name: "kind",
      label: "Kind",
      single: true,
      options: [
        { value: "read-only", label: "Can be accepted together" },
        { value: "other", label: "Needs a review of its own" },
      ],
    },
    { kind: "choice", name: "upstream", label: "Upstream", single: true, options: upstreams },
  ];
}

function NoMatch() {
  return (
    <EmptyState
      icon={SearchX}
      title="Nothing of this kind waits"
      action={
        <Button asChild>
          <Link href="/capabilities/review">Clear filters</Link>
        </Button>
      }
    >
      None of what waits for a review fits these filters.
    </EmptyState>
  );
}

function NothingWaits() {
  return (
    <EmptyState icon={CircleCheck} title="Everything is reviewed">
      A person has accepted every definition as it stands. New tools of an upstream, and changes of those that
      are known, will wait here.
    </EmptyState>
  );
}
