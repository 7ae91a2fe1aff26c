import { ChartColumn, SearchX } from "lucide-react";
import type { Route } from "next";
import { InsightCharts } from "@/components/approval-insights/charts";
import { GroupsTable } from "@/components/approval-insights/groups-table";
import { Headline } from "@/components/approval-insights/headline";
import { PeriodLinks } from "@/components/approval-insights/period-links";
import { Proposals } from "@/components/approval-insights/proposals";
import { ReviewersTable } from "@/components/approval-insights/reviewers-table";
import { shortDay } from "@/components/approval-insights/words";
import { ApprovalsNav } from "@/components/approvals-setup/approvals-nav";
import { EmptyState } from "@/components/empty-state";
import { FilterBar } from "@/components/filters";
import { PageBody, PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import {
  approvalInsights,
  INSIGHT_DAYS,
  MAX_REQUESTS,
  type ApprovalInsights,
  type InsightDays,
} from "@/lib/approvals";
import { listAgentNames } from "@/lib/calls";
import { listProposals } from "@/lib/revisions";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";
import { approvalsParams } from "../search-params";
import { proposeRuleAction } from "./actions";
import { insightsParams } from "./search-params";

export const metadata = { title: "Approval insights" };

export default async function InsightsPage({ searchParams }: PageProps<"/approvals/insights">) {
  const { ctx } = await requireSession("approvals.read");
  const query = insightsParams.parse(await searchParams);
  const insights = await approvalInsights(ctx, query);
  const edit = may(ctx, "policy.edit");
  const proposals = await listProposals(ctx, insights);
  const agents = await listAgentNames(ctx);
  const filtered = query.rule !== undefined || query.agent !== undefined;
  const periods = INSIGHT_DAYS.map((days) => ({
    ...{ days, href: `/approvals/insights${insightsParams.serialize({ ...query, days })}` },
    current: days === query.days,
  }));
  return (
    <>
      <PageHeader
        title="Insights"
        parents={[{ label: "Approvals", href: "/approvals" }]}
        description="How fast requests are decided, how often yes, what runs out, and who carries it."
      />
      <ApprovalsNav />
      <div className="pt-3">
        <FilterBar
          fields={[
            {
              ...{ kind: "choice", name: "rule", label: "Rule", single: true },
              options: insights.rules.map((rule) => ({ value: rule, label: rule })),
            },
            {
              ...{ kind: "choice", name: "agent", label: "Agent", single: true },
              options: agents.map((name) => ({ value: name, label: name })),
            },
          ]}
        >
          <PeriodLinks periods={periods} />
        </FilterBar>
      </div>
      {insights.total.asked === 0 ? (
        <Nothing filtered={filtered} days={query.days} />
      ) : (
        <PageBody>
          <p className="text-xs text-ink-3">
            Requests that were asked from {shortDay(insights.from)} to {shortDay(insights.to)}, in days of
            UTC.
            {insights.capped &&
              ` There were more: counted are the newest ${MAX_REQUESTS.toLocaleString("en")}.`}
          </p>
          <Headline insights={insights} />
          {proposals.length > 0 && (
            <Proposals
              days={insights.days}
              propose={proposeRuleAction}
              proposals={proposals.map((proposal) => (edit.ok ? proposal : { ...proposal, may: edit }))}
            />
          )}
          <InsightCharts days={insights.perDay} total={insights.total} />
          <Groups insights={insights} />
          <ReviewersTable reviewers={insights.reviewers} />
        </PageBody>
      )}
    </>
  );
}

function Groups({ insights: { byRule, byRisk, byAgent } }: { insights: ApprovalInsights }) {
  const decided = (more: Parameters<typeof approvalsParams.serialize>[0]) =>
    `/approvals${approvalsParams.serialize({ view: "decided", ...more })}`;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-5 lg2:grid-cols-2">
      <GroupsTable
        title="By rule"
        of="Rule"
        groups={byRule}
        name={({ name }) => <span className="block truncate">{name ?? "The policy's default"}</span>}
        href={({ name }) => (name === null ? undefined : decided({ rule: [name] }))}
      />
      <GroupsTable
        title="By agent"
        of="Agent"
        groups={byAgent}
        name={({ name }) => <span className="block truncate">{name}</span>}
        href={({ name }) => decided({ agent: name === null ? [] : [name] })}
      />
      <GroupsTable
        title="By risk"
        of="Risk"
        groups={byRisk}
        name={({ name }) => <StatusBadge status={name} kind="Risk" />}
        href={({ name }) => `/approvals?view=decided&risk=${name ?? ""}`}
      />
    </div>
  );
}

function Nothing({ filtered, days }: { filtered: boolean; days: InsightDays }) {
  if (!filtered)
    return (
      <EmptyState icon={ChartColumn} title={`No requests in the last ${days} days`}>
        Once agents ask for approvals, this says how they were decided.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={SearchX}
      title="No request matches"
      action={
        <Button asChild>
          <Link href={`/approvals/insights${insightsParams.serialize({ days })}` as Route}>
            Clear filters
          </Link>
        </Button>
      }
    >
      None in the last {days} days was of this rule and agent.
    </EmptyState>
  );
}
