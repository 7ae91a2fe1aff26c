import type { Metadata } from "next";
import { ApprovalsView } from "@/components/approvals/approvals-view";
import { ShortcutsDialog } from "@/components/approvals/shortcuts-dialog";
import { ViewTabs } from "@/components/approvals/view-tabs";
import { FilterBar } from "@/components/filters";
import { PageHeader } from "@/components/page/page-header";
import { STATUSES } from "@/components/ui/status-badge";
import { getApproval, listApprovals, RISKS } from "@/lib/approvals";
import { listAgentNames } from "@/lib/calls";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { approveAction, denyAction } from "./actions";
import { approvalsParams } from "./search-params";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage({ searchParams }: PageProps<"/approvals">) {
  const { ctx } = await requireSession("approvals.read");
  const { selected: chosen, ...filters } = approvalsParams.parse(await searchParams);
  const { view, risk, agent, q } = filters;
  const list = await listApprovals(ctx, { view, risk, agent, q });
  const id = chosen ?? list.rows[0]?.id;
  const selected = id ? await orNull(getApproval(ctx, id)) : null;
  const agents = await listAgentNames(ctx);
  const key = approvalsParams.serialize(filters);
  return (
    <div className="flex flex-col lg:h-[calc(100dvh-var(--topbar-h)-var(--tabbar-h))]">
      <PageHeader
        title="Approvals"
        description="Calls that agents may only make when a person agrees."
        actions={<ShortcutsDialog />}
      />
      <ViewTabs
        view={view}
        pending={list.pending}
        waitingHref={`/approvals${approvalsParams.serialize({ ...filters, view: "pending" })}`}
        decidedHref={`/approvals${approvalsParams.serialize({ ...filters, view: "decided" })}`}
      />
      <div className="pt-3">
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
            {
              kind: "choice",
              name: "agent",
              label: "Agent",
              options: agents.map((name) => ({ value: name, label: name })),
            },
          ]}
        />
      </div>
      <ApprovalsView
        key={key}
        filters={{ view, risk, agent, q }}
        filtered={risk.length > 0 || agent.length > 0 || q !== undefined}
        initial={list}
        selected={selected}
        actions={{ approve: approveAction, deny: denyAction }}
      />
    </div>
  );
}
