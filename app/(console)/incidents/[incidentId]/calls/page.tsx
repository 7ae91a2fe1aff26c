import { Download, SearchX } from "lucide-react";
import type { Route } from "next";
import { notFound } from "next/navigation";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar, type FilterField } from "@/components/filters";
import { affectedColumns } from "@/components/incidents/impact/affected-columns";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { getIncident, IncidentKey, listAffected } from "@/lib/incidents";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { affectedParams } from "./search-params";

export const metadata = { title: "Affected calls" };

const FILTERS: readonly FilterField[] = [
  { kind: "search", name: "capability", placeholder: "Tool, e.g. io.fs.write_file" },
  {
    kind: "choice",
    name: "decision",
    label: "Decision",
    single: true,
    options: [
      { value: "ALLOW", label: "Allow" },
      { value: "DENY", label: "Deny" },
      { value: "REQUIRE_APPROVAL", label: "Needs approval" },
    ],
  },
  {
    kind: "choice",
    name: "effects",
    label: "Effect",
    single: true,
    options: [{ value: "true", label: "Did more than read" }],
  },
];

export default async function AffectedPage({
  params,
  searchParams,
}: PageProps<"/incidents/[incidentId]/calls">) {
  const { ctx } = await requireSession("incidents.read");
  const key = IncidentKey.safeParse((await params).incidentId);
  const incident = key.success ? await orNull(getIncident(ctx, { id: key.data })) : null;
  if (!incident) notFound();
  const query = affectedParams.parse(await searchParams);
  const { decision, capability, effects, after } = query;
  const filters = { ...(decision ? { decision } : {}), ...(capability ? { capability } : {}) };
  const page = await listAffected(ctx, {
    id: incident.id,
    ...filters,
    effects: effects === "true",
    ...(after ? { cursor: after } : {}),
  });
  const base = `/incidents/${incident.ref}/calls`;
  const csv = new URLSearchParams({ ...filters, ...(effects ? { effects } : {}), format: "csv" });
  const href = (change: Partial<typeof query>) =>
    `${base}${affectedParams.serialize({ ...query, ...change })}`;
  return (
    <>
      <PageHeader
        title="Affected calls"
        description="Every call of the sessions this incident is about, and those linked to it."
        parents={[
          { label: "Incidents", href: "/incidents" },
          { label: incident.ref, href: `/incidents/${incident.ref}` as Route }, // our own page
        ]}
        actions={
          <Button asChild>
            <a href={`/api/console/incidents/${incident.id}/calls?${csv.toString()}`} download>
              <Download aria-hidden />
              CSV of these calls
            </a>
          </Button>
        }
      />
      <FilterBar fields={FILTERS} />
      <DataTable
        label="Affected calls, newest first"
        columns={affectedColumns}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => (row.sessionId ? `/sessions/${row.sessionId}?call=${row.id}` : undefined)}
        empty={
          <EmptyState icon={SearchX} title="No call matches">
            {decision || capability || effects
              ? "Clear a filter to see more."
              : "No session or call is linked to this incident yet. Link one on its page."}
          </EmptyState>
        }
        footer={
          page.rows.length > 0 && (
            <Pager
              summary={`${page.rows.length} ${page.rows.length === 1 ? "call" : "calls"}, newest first`}
              previousHref={after ? href({ after: undefined }) : undefined}
              previousLabel="Newest"
              nextHref={page.nextCursor ? href({ after: page.nextCursor }) : undefined}
            />
          )
        }
      />
    </>
  );
}
