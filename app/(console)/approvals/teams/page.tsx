import { Users } from "lucide-react";
import { ApprovalsNav } from "@/components/approvals-setup/approvals-nav";
import { NewTeam } from "@/components/approvals-setup/teams/new-team";
import { teamColumns } from "@/components/approvals-setup/teams/team-columns";
import { TeamSheet } from "@/components/approvals-setup/teams/team-sheet";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { chainParts, listTeams } from "@/lib/approvals";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";
import { teamParams } from "./search-params";

export const metadata = { title: "Teams" };

export default async function TeamsPage({ searchParams }: PageProps<"/approvals/teams">) {
  const { ctx } = await requireSession("approvals.read");
  const { open } = teamParams.parse(await searchParams);
  const rows = await listTeams(ctx);
  const chosen = rows.find(({ id }) => id === open);
  const configure = may(ctx, "approvals.configure");
  return (
    <>
      <PageHeader
        title="Teams"
        parents={[{ label: "Approvals", href: "/approvals" }]}
        description="Sets of people that chains can ask. Who is in one is looked up when somebody decides."
        actions={<NewTeam may={configure} />}
      />
      <ApprovalsNav />
      <DataTable
        label="Teams"
        className="border-t-0"
        columns={teamColumns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/approvals/teams${teamParams.serialize({ open: id })}`}
        selectedKey={chosen?.id}
        rowTone={({ members, chains }) =>
          chains.length > 0 && !members.some(({ decides }) => decides) ? "deny" : undefined
        }
        empty={
          <EmptyState icon={Users} title="No teams yet">
            A team is for a group that no role describes: the people who know the ledger, or those on call. A
            chain names it, and its members change without a new version of the chain.
          </EmptyState>
        }
        footer={
          rows.length > 0 && (
            <p className="border-t border-line px-4 py-3 text-xs text-ink-3 tabular-nums md:px-6">
              {rows.length} {rows.length === 1 ? "team" : "teams"}
            </p>
          )
        }
      />
      {chosen && (
        <TeamSheet key={chosen.id} team={chosen} people={(await chainParts(ctx)).people} may={configure} />
      )}
    </>
  );
}
