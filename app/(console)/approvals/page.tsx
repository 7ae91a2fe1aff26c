import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import { ApprovalsNav } from "@/components/approvals-setup/approvals-nav";
import { ApprovalsView } from "@/components/approvals/approvals-view";
import { InboxSettings } from "@/components/approvals/inbox-settings";
import { ShortcutsDialog } from "@/components/approvals/shortcuts-dialog";
import { ViewTabs } from "@/components/approvals/view-tabs";
import { FilterBar } from "@/components/filters";
import { PageHeader } from "@/components/page/page-header";
import { STATUSES } from "@/components/ui/status-badge";
import { SavedViews } from "@/components/views/saved-views";
import { approvalFilterOptions, getApproval, listApprovals, RISKS, type View } from "@/lib/approvals";
import { listAgentNames } from "@/lib/calls";
import { defaultViewQuery, listViews } from "@/lib/views";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import {
  approveAction,
  approveManyAction,
  deleteViewAction,
  denyAction,
  denyManyAction,
  requestChangesAction,
  saveViewAction,
  setDefaultViewAction,
  updateViewAction,
} from "./actions";
import { approvalsParams } from "./search-params";

export const metadata: Metadata = { title: "Approvals" };

const screen = "approvals";

export default async function ApprovalsPage({ searchParams }: PageProps<"/approvals">) {
  const { ctx } = await requireSession("approvals.read");
  const raw = await searchParams;
  if (Object.keys(raw).length === 0) {
    const first = await defaultViewQuery(ctx, { screen });
    // Safe because it is this page; what it does not know of a query it ignores.
    if (first) redirect(`/approvals?${first}` as Route);
  }
  const { selected: chosen, ...filters } = approvalsParams.parse(raw);
  const list = await listApprovals(ctx, filters);
  const id = chosen ?? list.rows[0]?.id;
  const selected = id ? await orNull(getApproval(ctx, id)) : null;
  const agents = await listAgentNames(ctx);
  const { capabilities, rules } = await approvalFilterOptions(ctx);
  const views = await listViews(ctx, { screen });
  const { view: _, ...narrow } = filters;
  const inView = (view: View) => `?view=${view}${approvalsParams.serialize(narrow).replace("?", "&")}`;
  return (
    <div className="flex flex-col lg:h-[calc(100dvh-var(--topbar-h)-var(--tabbar-h))]">
      <PageHeader
        title="Approvals"
        description={
          <span className="max-sm:hidden">Calls that agents may only make when a person agrees.</span>
        }
        actions={
          <>
            <InboxSettings />
            <ShortcutsDialog />
          </>
        }
      />
      <ApprovalsNav />
      <div className="flex flex-wrap items-start gap-x-3 pt-3 max-sm:gap-y-2.5">
        <div className="flex min-w-0 gap-2 pl-4 max-sm:w-full max-sm:pr-4 md:pl-6">
          <ViewTabs
            view={filters.view}
            counts={list.counts}
            hrefs={{
              mine: `/approvals${inView("mine")}`,
              team: `/approvals${inView("team")}`,
              decided: `/approvals${inView("decided")}`,
            }}
          />
          <SavedViews
            screen={screen}
            views={views}
            query={inView(filters.view).slice(1)}
            actions={{
              save: saveViewAction,
              update: updateViewAction,
              remove: deleteViewAction,
              setDefault: setDefaultViewAction,
            }}
          />
        </div>
        <div className="min-w-0 flex-1 sm:-ml-4 sm:pl-1 md:-ml-6">
          <FilterBar
            positionKeys={["selected"]}
            fields={[
              { kind: "search", name: "q", placeholder: "Tool, agent or id" },
              {
                kind: "choice",
                name: "risk",
                label: "Risk",
                options: RISKS.map((level) => ({ value: level, label: STATUSES[level].label })),
              },
              { kind: "choice", name: "agent", label: "Agent", options: asOptions(agents, filters.agent) },
              {
                kind: "choice",
                name: "capability",
                label: "Capability",
                options: asOptions(capabilities, filters.capability),
              },
              { kind: "choice", name: "rule", label: "Rule", options: asOptions(rules, filters.rule) },
            ]}
          />
        </div>
      </div>
      <ApprovalsView
        key={inView(filters.view)}
        filters={filters}
        filtered={approvalsParams.serialize(narrow) !== ""}
        initial={list}
        selected={selected}
        actions={{
          approve: approveAction,
          deny: denyAction,
          requestChanges: requestChangesAction,
          approveMany: approveManyAction,
          denyMany: denyManyAction,
        }}
      />
    </div>
  );
}

/** What is filtered by stays to be seen and taken back, also where nothing has it any more. */
function asOptions(known: readonly string[], chosen: readonly string[]) {
  return [...new Set([...known, ...chosen])].map((name) => ({ value: name, label: name }));
}
