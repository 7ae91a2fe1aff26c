import { Cable, Plus, SearchX } from "lucide-react";
import type { Route } from "next";
import { DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar, type FilterField } from "@/components/filters";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { upstreamColumns } from "@/components/upstreams/columns";
import { STATE_WORDS, stateOf } from "@/components/upstreams/health";
import { KINDS } from "@/components/upstreams/kinds";
import { UpstreamsNav } from "@/components/upstreams/section-nav";
import { can } from "@/lib/platform/ctx";
import { listUpstreams } from "@/lib/upstreams";
import { UPSTREAM_KINDS, type UpstreamRow } from "@/lib/upstreams/types";
import { requireSession } from "@/lib/web/session";
import { UPSTREAM_STATES, upstreamsParams } from "../search-params";

export const metadata = { title: "Upstreams" };

const FILTERS: readonly FilterField[] = [
  { kind: "search", name: "q", placeholder: "Find an upstream" },
  {
    kind: "choice",
    name: "state",
    label: "Health",
    options: UPSTREAM_STATES.map((value) => ({ value, label: STATE_WORDS[value] })),
  },
  {
    kind: "choice",
    name: "kind",
    label: "Kind",
    options: UPSTREAM_KINDS.map((value) => ({ value, label: KINDS[value].label })),
  },
];

export default async function UpstreamsPage({ searchParams }: PageProps<"/upstreams">) {
  const { ctx } = await requireSession("upstreams.read");
  const filter = upstreamsParams.parse(await searchParams);
  const all = await listUpstreams(ctx, {});
  const now = new Date().getTime();
  const rows = all.filter((row) => fits(row, filter));
  const manage = can(ctx.actor, "upstreams.manage");
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Upstreams"
        description="The tool servers and services that this installation stands in front of: how they are, and what agents do there."
        actions={manage && <Add />}
      />
      <UpstreamsNav credentials={can(ctx.actor, "credentials.read")} />
      <div className="pt-4">
        <FilterBar fields={FILTERS} positionKeys={[]} />
      </div>
      <DataTable
        label="Upstreams"
        columns={upstreamColumns(now)}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/upstreams/${id}`}
        rowTone={toneOf}
        empty={all.length === 0 ? <NoneYet manage={manage} /> : <NoMatch />}
        footer={
          rows.length > 0 && (
            <p className="border-t border-line px-4 py-3 text-xs text-ink-3 tabular-nums md:px-6">
              {rows.length === all.length ? rows.length : `${rows.length} of ${all.length}`}{" "}
              {all.length === 1 ? "upstream" : "upstreams"}
            </p>
          )
        }
      />
    </>
  );
}

function fits(row: UpstreamRow, { q, state, kind }: ReturnType<typeof upstreamsParams.parse>): boolean {
  if (state.length > 0 && !state.includes(stateOf(row))) return false;
  if (kind.length > 0 && !kind.includes(row.kind)) return false;
  return q === undefined || `${row.name} ${row.slug}`.toLowerCase().includes(q.toLowerCase());
}

function toneOf(row: UpstreamRow): "hold" | "deny" | undefined {
  if (stateOf(row) === "down") return "deny";
  return row.capabilities.suspended > 0 ? "hold" : undefined;
}

function Add() {
  return (
    <Button asChild variant="primary">
      <Link href={"/upstreams/new" as Route}>
        <Plus aria-hidden />
        Add an upstream
      </Link>
    </Button>
  );
}

function NoneYet({ manage }: { manage: boolean }) {
  return (
    <EmptyState icon={Cable} title="No upstreams yet" action={manage && <Add />}>
      An upstream is what agents use through this gateway: an MCP server, any HTTP API with an OpenAPI
      document, a local program, or the built-in work tools. Its tools become capabilities, which you review
      before agents may use them.
      {!manage && " An administrator can add one."}
    </EmptyState>
  );
}

function NoMatch() {
  return (
    <EmptyState
      icon={SearchX}
      title="No upstream matches"
      action={
        <Button asChild>
          <Link href={"/upstreams" as Route}>Clear filters</Link>
        </Button>
      }
    >
      None of the upstreams fits these filters.
    </EmptyState>
  );
}
