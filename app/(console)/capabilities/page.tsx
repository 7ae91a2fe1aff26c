import { Blocks, SearchX } from "lucide-react";
import { capabilityColumns } from "@/components/capabilities/columns";
import { capabilityFilters } from "@/components/capabilities/filters";
import { CapabilitiesNav } from "@/components/capabilities/capabilities-nav";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar } from "@/components/filters";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { countReviewQueue, listCapabilities } from "@/lib/capabilities";
import { requireSession } from "@/lib/web/session";
import { capabilitiesParams } from "./search-params";
import { upstreamChoices } from "./upstream-choices";

export const metadata = { title: "Capabilities" };

export default async function CapabilitiesPage({ searchParams }: PageProps<"/capabilities">) {
  const { ctx } = await requireSession("capabilities.read");
  const params = capabilitiesParams.parse(await searchParams);
  const { after, reviewed, ...filters } = params;
  const { rows, nextCursor } = await listCapabilities(ctx, {
    ...filters,
    ...(reviewed && { reviewed: reviewed === "yes" }),
    cursor: after,
  });
  const upstreams = await upstreamChoices(ctx);
  const href = (cursor: string | undefined) =>
    `/capabilities${capabilitiesParams.serialize({ ...params, after: cursor })}`;
  const filtered = reviewed !== undefined || Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Capabilities"
        description="Every action agents can ask for, what it may do, and how dangerous that is."
      />
      <CapabilitiesNav waiting={await countReviewQueue(ctx)} />
      <div className="pt-4">
        <FilterBar fields={capabilityFilters(upstreams)} />
      </div>
      <DataTable
        label="Capabilities"
        columns={capabilityColumns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/capabilities/${row.id}`}
        rowTone={(row) => (row.status === "suspended" ? "hold" : undefined)}
        empty={filtered ? <NoMatch /> : <NoneYet />}
        footer={
          rows.length > 0 && (
            <Pager
              summary={`${rows.length} ${rows.length === 1 ? "capability" : "capabilities"} by name`}
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

function NoMatch() {
  return (
    <EmptyState
      icon={SearchX}
      title="No capability matches"
      action={
        <Button asChild>
          <Link href="/capabilities">Clear filters</Link>
        </Button>
      }
    >
      None of the registered capabilities fits these filters.
    </EmptyState>
  );
}

function NoneYet() {
  return (
    <EmptyState icon={Blocks} title="No capabilities yet">
      They appear when the gateway connects to an upstream and imports its tools. Until then every call is
      refused.
    </EmptyState>
  );
}
