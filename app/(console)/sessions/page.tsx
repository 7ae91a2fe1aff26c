import { ListTree, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar } from "@/components/filters";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { sessionColumns } from "@/components/sessions/session-columns";
import { sessionFilters } from "@/components/sessions/session-filters";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { listAgentNames, listSessions } from "@/lib/calls";
import { incidentsOf } from "@/lib/incidents";
import { requireSession } from "@/lib/web/session";
import { sessionsParams } from "./search-params";

export const metadata: Metadata = { title: "Sessions" };

export default async function SessionsPage({ searchParams }: PageProps<"/sessions">) {
  const { ctx } = await requireSession("sessions.read");
  const params = sessionsParams.parse(await searchParams);
  const { after, q, sort, ...lists } = params;
  const page = await listSessions(ctx, { ...lists, q, sort, cursor: after });
  const agents = await listAgentNames(ctx);
  const incidents = await incidentsOf(ctx, {
    subjectKind: "session",
    subjectIds: page.rows.map(({ id }) => id),
  });
  const filtered = q !== undefined || Object.values(lists).some((values) => values.length > 0);
  const href = (cursor: string | undefined) =>
    `/sessions${sessionsParams.serialize({ ...params, after: cursor })}`;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title="Sessions"
        description="Every stretch of work of an agent, with what it asked for and what came of it."
      />
      <FilterBar fields={sessionFilters(agents)} />
      <DataTable
        label={`Sessions, ${ORDER[sort]}`}
        columns={sessionColumns(incidents)}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/sessions/${row.id}`}
        rowTone={(row) => (row.quarantine ? "deny" : row.waiting > 0 ? "hold" : undefined)}
        empty={filtered || sort !== "newest" ? <NoMatch /> : <NoneYet />}
        footer={
          page.rows.length > 0 && (
            <Pager
              summary={`${page.rows.length} ${page.rows.length === 1 ? "session" : "sessions"}, ${ORDER[sort]}`}
              previousHref={after ? href(undefined) : undefined}
              nextHref={page.nextCursor ? href(page.nextCursor) : undefined}
              previousLabel="Newest"
              nextLabel="Older"
            />
          )
        }
      />
    </>
  );
}

const ORDER = {
  newest: "newest first",
  failures: "those of the newest 200 with the most failures first",
} as const;

function NoMatch() {
  return (
    <EmptyState
      icon={SearchX}
      title="No session matches"
      action={
        <Button asChild>
          <Link href="/sessions">Clear filters</Link>
        </Button>
      }
    >
      None of the recorded sessions fits these filters.
    </EmptyState>
  );
}

function NoneYet() {
  return (
    <EmptyState icon={ListTree} title="No sessions yet">
      A session begins with the first call of an agent. Run{" "}
      <code className="font-mono text-xs">npm run demo</code> to see one.
    </EmptyState>
  );
}
