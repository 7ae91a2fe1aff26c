import { ScrollText, SearchX } from "lucide-react";
import { ChainLine } from "@/components/audit/chain-line";
import { auditColumns } from "@/components/audit/columns";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar, type FilterField } from "@/components/filters";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { getChain, listLeaves } from "@/lib/audit";
import { requireSession } from "@/lib/web/session";
import { LeafSheet } from "./leaf-sheet";
import { auditParams } from "./search-params";

export const metadata = { title: "Audit" };

const FILTERS: readonly FilterField[] = [
  { kind: "search", name: "action", placeholder: "Action, e.g. approval" },
  { kind: "search", name: "about", placeholder: "Id of an actor or a thing" },
  {
    kind: "choice",
    name: "category",
    label: "Category",
    single: true,
    options: [
      { value: "control", label: "Changes by people" },
      { value: "call", label: "Calls of agents" },
    ],
  },
  {
    kind: "choice",
    name: "actorKind",
    label: "Actor",
    single: true,
    options: [
      { value: "user", label: "Person" },
      { value: "agent", label: "Agent" },
      { value: "system", label: "System" },
    ],
  },
];

export default async function AuditPage({ searchParams }: PageProps<"/audit">) {
  const { ctx } = await requireSession("audit.read");
  const params = auditParams.parse(await searchParams);
  const { open, ...query } = params;
  const [page, chain] = await Promise.all([listLeaves(ctx, query), getChain(ctx)]);
  const href = (change: Partial<typeof params>) => `/audit${auditParams.serialize({ ...params, ...change })}`;
  const to = (position: { after?: string; before?: string }) =>
    href({ after: undefined, before: undefined, open: undefined, ...position });
  const filtered = [query.category, query.action, query.actorKind, query.about].some(
    (value) => value !== undefined,
  );
  return (
    <>
      <PageHeader
        title="Audit"
        description="What happened and who did it, append-only. Each record keeps the exact bytes that were hashed."
      />
      <ChainLine chain={chain} />
      <FilterBar fields={FILTERS} />
      <DataTable
        label="Audit records, newest first"
        columns={auditColumns}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => href({ open: row.id })}
        selectedKey={open}
        empty={filtered ? <NoMatch /> : <NoneYet />}
        footer={
          page.rows.length > 0 && (
            <Pager
              summary={`${page.rows.length} ${page.rows.length === 1 ? "record" : "records"}, newest first`}
              previousHref={page.newer ? to({ before: page.newer }) : undefined}
              nextHref={page.older ? to({ after: page.older }) : undefined}
            />
          )
        }
      />
      {open && <LeafSheet key={open} ctx={ctx} id={open} closeHref={href({ open: undefined })} />}
    </>
  );
}

function NoMatch() {
  return (
    <EmptyState
      icon={SearchX}
      title="No record matches"
      action={
        <Button asChild>
          <Link href="/audit">Clear filters</Link>
        </Button>
      }
    >
      Nothing in this tenant&apos;s log fits these filters.
    </EmptyState>
  );
}

function NoneYet() {
  return (
    <EmptyState icon={ScrollText} title="Nothing is recorded yet">
      Every decision, outcome, approval and change will appear here, in the order it happened.
    </EmptyState>
  );
}
