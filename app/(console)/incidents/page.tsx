import { SearchX, Siren } from "lucide-react";
import type { Metadata, Route } from "next";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar } from "@/components/filters";
import { incidentColumns } from "@/components/incidents/columns";
import { DeclareButton } from "@/components/incidents/declare";
import { INCIDENT_FILTERS } from "@/components/incidents/filters";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { listIncidents } from "@/lib/incidents";
import { requireSession } from "@/lib/web/session";
import { may } from "../policy/may";
import { incidentsParams } from "./search-params";

export const metadata: Metadata = { title: "Incidents" };

export default async function IncidentsPage({ searchParams }: PageProps<"/incidents">) {
  const { ctx } = await requireSession("incidents.read");
  const params = incidentsParams.parse(await searchParams);
  const { q, status, severity, kind, mine, agent, after } = params;
  const page = await listIncidents(ctx, {
    statuses: status,
    severities: severity,
    kinds: kind,
    mine: mine === "yes",
    ...(q !== undefined && { q }),
    ...(agent !== undefined && { agentId: agent }),
    ...(after !== undefined && { cursor: after }),
  });
  const filtered = incidentsParams.serialize({ ...params, after: undefined }) !== "";
  const href = (cursor: string | undefined) =>
    `/incidents${incidentsParams.serialize({ ...params, after: cursor })}`;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Incidents"
        description="What went wrong and who sees to it: the worst first, then the oldest. What is resolved comes last."
        actions={<DeclareButton may={may(ctx, "incidents.open")} />}
      />
      <FilterBar fields={INCIDENT_FILTERS} />
      <DataTable
        label="Incidents, the worst unresolved first"
        columns={incidentColumns}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/incidents/${row.ref}`}
        rowTone={(row) =>
          row.status === "open"
            ? "deny"
            : ["contained", "mitigated"].includes(row.status)
              ? "hold"
              : undefined
        }
        empty={filtered ? <NoMatch /> : <NoneYet />}
        footer={
          page.rows.length > 0 && (
            <Pager
              summary={`${page.rows.length} ${page.rows.length === 1 ? "incident" : "incidents"}`}
              previousHref={after ? href(undefined) : undefined}
              nextHref={page.nextCursor ? href(page.nextCursor) : undefined}
              previousLabel="First"
              nextLabel="More"
            />
          )
        }
      />
    </>
  );
}

function NoMatch() {
  return (
    <EmptyState
      icon={SearchX}
      title="No incident matches"
      action={
        <Button asChild>
          <Link href={"/incidents" as Route}>Clear filters</Link>
        </Button>
      }
    >
      None of the incidents fits these filters.
    </EmptyState>
  );
}

function NoneYet() {
  return (
    <EmptyState icon={Siren} title="No incidents">
      A session whose risk crosses the threshold is quarantined and appears here, with everything that led to
      it. An alert can be made an incident, and anybody who acts can declare one: press ⌘K and type “declare”.
    </EmptyState>
  );
}
