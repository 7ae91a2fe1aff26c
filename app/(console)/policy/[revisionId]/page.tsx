import type { Route } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { PageHeader } from "@/components/page/page-header";
import { RevisionActions } from "@/components/policy/actions/revision-actions";
import { DiffTab } from "@/components/policy/diff/diff-tab";
import { TitleEditor, TitleText } from "@/components/policy/editor/title-field";
import { revisionHref } from "@/components/policy/hrefs";
import { HistoryTab } from "@/components/policy/history/history-tab";
import { ImpactTab } from "@/components/policy/impact/impact-tab";
import { RequirementStrip } from "@/components/policy/review/requirement-strip";
import { ReviewTab } from "@/components/policy/review/review-tab";
import { cn } from "@/components/ui/cn";
import { CopyId } from "@/components/ui/copy-id";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { LinkTabs } from "@/components/ui/tabs";
import { isId } from "@/lib/platform/ids";
import { compilePolicy } from "@/lib/policy";
import { getConvergence, getRevision, type Revision } from "@/lib/revisions";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { revisionParams, TABS, type Tab } from "./search-params";
import { StudioSection } from "./studio-section";

const load = cache(async (id: string): Promise<Revision> => {
  const { ctx } = await requireSession("policy.read");
  const revision = isId(id) ? await orNull(getRevision(ctx, { id })) : null;
  return revision ?? notFound();
});

export async function generateMetadata({ params }: PageProps<"/policy/[revisionId]">) {
  const { number } = await load((await params).revisionId);
  return { title: `Policy revision ${number}` };
}

export default async function RevisionPage({ params, searchParams }: PageProps<"/policy/[revisionId]">) {
  const { ctx } = await requireSession("policy.read");
  const revision = await load((await params).revisionId);
  const convergence = await getConvergence(ctx);
  const query = revisionParams.parse(await searchParams);
  // Only what was published is known to compile.
  if (query.rule !== undefined && revision.publishedAt !== null) {
    const line = compilePolicy(revision.document).lines.get(query.rule);
    if (line !== undefined) redirect(revisionHref(revision.id, { tab: "write" }, line));
  }
  const tab = query.tab ?? (revision.state === "in_review" ? "review" : "write");
  return (
    <>
      <PageHeader
        parents={[{ label: "Policy", href: "/policy" }]}
        title={<TitleText revision={revision} />}
        badges={
          <>
            <TitleEditor revision={revision} />
            <StatusBadge status={revision.state} />
          </>
        }
        description={<Facts revision={revision} />}
        actions={<RevisionActions revision={revision} convergence={convergence} />}
      />
      {revision.state === "in_review" && (
        // Beside a review they stand in a panel of their own, where the page is wide enough for one.
        <div className={cn("px-4 pb-3 md:px-6", tab === "review" && "lg:hidden")}>
          <RequirementStrip requirements={revision.requirements} />
        </div>
      )}
      <LinkTabs label="Revision" tabs={tabsOf(revision, tab)} className="px-4 md:px-6" />
      <TabContent ctx={ctx} tab={tab} revision={revision} query={query} />
    </>
  );
}

function Facts({ revision }: { revision: Revision }) {
  const { number, hash, updatedBy, updatedAt, publishedAt } = revision;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <span>Revision {number}</span>
      <span aria-hidden className="max-sm:hidden">
        ·
      </span>
      {hash ? <CopyId id={hash} what="content hash" /> : <span>not a policy yet</span>}
      <span aria-hidden className="max-sm:hidden">
        ·
      </span>
      <span>
        {publishedAt ? (
          <>
            published <RelativeTime at={publishedAt} />
          </>
        ) : (
          <>
            changed <RelativeTime at={updatedAt} /> by {updatedBy?.name ?? "the system"}
          </>
        )}
      </span>
    </span>
  );
}

const LABELS: Record<Tab, string> = {
  write: "Write",
  tests: "Tests",
  simulate: "Simulate",
  impact: "Impact",
  diff: "Diff",
  review: "Review",
  history: "History",
};

function tabsOf(revision: Revision, current: Tab) {
  const editable = revision.may.edit.ok;
  return TABS.map((tab) => ({
    href: `/policy/${revision.id}?tab=${tab}` as Route,
    label: tab === "write" && !editable ? "Document" : LABELS[tab],
    current: tab === current,
    ...(tab === "review" && revision.openComments > 0 && { count: revision.openComments }),
  }));
}

type TabContentProps = {
  ctx: Awaited<ReturnType<typeof requireSession>>["ctx"];
  tab: Tab;
  revision: Revision;
  query: ReturnType<typeof revisionParams.parse>;
};

function TabContent({ ctx, tab, revision, query }: TabContentProps) {
  switch (tab) {
    case "impact":
      return <ImpactTab revision={revision} days={DAYS[query.days ?? "7"]} />;
    case "diff":
      return <DiffTab revision={revision} against={query.against ?? "published"} />;
    case "review":
      return <ReviewTab revision={revision} />;
    case "history":
      return <HistoryTab revision={revision} />;
    default:
      return <StudioSection ctx={ctx} tab={tab} revision={revision} />;
  }
}

const DAYS = { "1": 1, "7": 7, "30": 30 } as const;
