import { Blocks, SearchX } from "lucide-react";
import Link from "next/link";
import { Suspense } from "react";
import { capabilityColumns } from "@/components/capabilities/columns";
import { capabilityFilters } from "@/components/capabilities/filters";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar } from "@/components/filters";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { listCapabilities } from "@/lib/capabilities";
import { requireSession } from "@/lib/web/session";
import { CapabilitySheet } from "./capability-sheet";
import { capabilityParams } from "./search-params";

export const metadata = { title: "Capabilities" };

export default async function CapabilitiesPage({ searchParams }: PageProps<"/capabilities">) {
  const { ctx } = await requireSession("capabilities.read");
  const params = capabilityParams.parse(await searchParams);
  const { after, open, ...filters } = params;
  const { rows, nextCursor } = await listCapabilities(ctx, { ...filters, cursor: after });
  const href = (change: Partial<typeof params>) =>
    `/capabilities${capabilityParams.serialize({ ...params, ...change })}`;
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const upstreams = [
    ...new Set([...rows.map((row) => row.upstream.slug), ...(filters.upstream ? [filters.upstream] : [])]),
  ];
  return (
    <>
      <PageHeader
        title="Capabilities"
        description="Every action agents can ask for, what it may do, and how dangerous that is."
      />
      <FilterBar fields={capabilityFilters(upstreams)} />
      <DataTable
        label="Capabilities"
        columns={capabilityColumns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => href({ open: row.id })}
        selectedKey={open}
        rowTone={(row) => (row.status === "suspended" ? "hold" : undefined)}
        empty={filtered ? <NoMatch /> : <NoneYet />}
        footer={
          rows.length > 0 && (
            <Pager
              summary={`${rows.length} ${rows.length === 1 ? "capability" : "capabilities"} by name`}
              previousHref={after ? href({ after: undefined, open: undefined }) : undefined}
              nextHref={nextCursor ? href({ after: nextCursor, open: undefined }) : undefined}
              previousLabel="First"
              nextLabel="Next"
            />
          )
        }
      />
      {open && (
        <Suspense>
          <CapabilitySheet key={open} ctx={ctx} id={open} closeHref={href({ open: undefined })} />
        </Suspense>
      )}
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
