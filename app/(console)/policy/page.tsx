import { FileText, Info, SearchX } from "lucide-react";
import { redirect } from "next/navigation";
import { Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar, type FilterField } from "@/components/filters";
import { PageHeader } from "@/components/page/page-header";
import { revisionHref } from "@/components/policy/hrefs";
import { InForce } from "@/components/policy/home/in-force";
import { NewDraft } from "@/components/policy/home/new-draft";
import { RevisionTable } from "@/components/policy/home/revision-table";
import { PolicyNav } from "@/components/policy/policy-nav";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { SafeText } from "@/components/ui/safe-text";
import { STATUSES } from "@/components/ui/status-badge";
import { getConvergence, getPublishedPolicy, listRevisions, REVISION_STATES } from "@/lib/revisions";
import { requireSession } from "@/lib/web/session";
import { may } from "./may";
import { policyParams } from "./search-params";

export const metadata = { title: "Policy" };

const FILTERS: readonly FilterField[] = [
  {
    kind: "choice",
    name: "state",
    label: "State",
    options: REVISION_STATES.map((state) => ({ value: state, label: STATUSES[state].label })),
  },
];

export default async function PolicyPage({ searchParams }: PageProps<"/policy">) {
  const { ctx } = await requireSession("policy.read");
  const { rule, ...query } = policyParams.parse(await searchParams);
  const published = await getPublishedPolicy(ctx);
  const line = published?.rules.find(({ id }) => id === rule)?.line;
  if (published && line !== undefined) redirect(revisionHref(published.id, { tab: "write" }, line));
  const page = await listRevisions(ctx, query);
  const href = (before: number | undefined) => `/policy${policyParams.serialize({ ...query, before })}`;
  const key = policyParams.serialize(query);
  return (
    <>
      <PageHeader
        title="Policy"
        description="What agents may do. A draft is tested, reviewed and published; gateways take it up within a second."
        actions={
          <NewDraft
            published={published && { id: published.id, number: published.number }}
            may={may(ctx, "policy.edit")}
          />
        }
      />
      <PolicyNav />
      <div className="grid gap-4 px-4 pt-4 pb-5 md:px-6">
        {rule && <RuleGone rule={rule} />}
        <InForce initial={await getConvergence(ctx)} />
      </div>
      <FilterBar fields={FILTERS} positionKeys={["before"]} />
      <RevisionTable
        key={key}
        initial={page}
        query={query}
        empty={query.state.length > 0 ? <NoMatch /> : <NoneYet />}
        footer={
          page.rows.length > 0 && (
            <Pager
              summary={`${page.rows.length} ${page.rows.length === 1 ? "revision" : "revisions"}, newest first`}
              previousHref={query.before === undefined ? undefined : href(undefined)}
              nextHref={page.nextBefore === null ? undefined : href(page.nextBefore)}
              previousLabel="Newest"
            />
          )
        }
      />
    </>
  );
}

/** A decision may be older than the policy in force. */
function RuleGone({ rule }: { rule: string }) {
  return (
    <p className="flex items-start gap-2 rounded-md bg-info-soft px-3 py-2 text-sm text-info">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 wrap-anywhere">
        The revision in force has no rule{" "}
        <code className="font-mono text-xs">
          <SafeText oneLine>{rule}</SafeText>
        </code>
        . The decision that names it was made under an earlier one.
      </span>
    </p>
  );
}

function NoMatch() {
  return (
    <EmptyState
      icon={SearchX}
      title="No revision matches"
      action={
        <Button asChild>
          <Link href="/policy">Clear filters</Link>
        </Button>
      }
    >
      No revision is in any of these states.
    </EmptyState>
  );
}

function NoneYet() {
  return (
    <EmptyState icon={FileText} title="There is no policy yet">
      Until one is published, every call of this tenant is denied. Begin with a template: each comes with its
      tests.
    </EmptyState>
  );
}
