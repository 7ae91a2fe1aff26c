import { ListTree, SearchX } from "lucide-react";
import type { Metadata, Route } from "next";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { FilterBar } from "@/components/filters";
import { decisionColumns } from "@/components/overview/decision-columns";
import { decisionsHref, decisionsParams } from "@/components/overview/hrefs";
import { RangeLinks } from "@/components/overview/range-links";
import { ACTIONS, RANGE_WORDS, reasonWords } from "@/components/overview/words";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { SafeText } from "@/components/ui/safe-text";
import { listDecisions } from "@/lib/traffic";
import { requireSession } from "@/lib/web/session";

export const metadata: Metadata = { title: "Decisions" };

/** The decisions behind a number of the overview. */
export default async function DecisionsPage({ searchParams }: PageProps<"/overview/decisions">) {
  const { ctx } = await requireSession("sessions.read");
  const params = decisionsParams.parse(await searchParams);
  const { after, unregistered, ...rest } = params;
  const page = await listDecisions(ctx, { ...rest, unregistered: unregistered === "1", cursor: after });
  const { range, action, code, agent, capability, outcome } = params;
  const filtered = [action, code, agent, capability, unregistered, outcome].some((it) => it !== undefined);
  const href = (cursor: string | undefined) => decisionsHref({ ...params, after: cursor });
  return (
    <>
      <PageHeader
        title="Decisions"
        parents={[{ label: "Overview", href: "/overview" as Route }]}
        description={
          <>
            {sentence(params)}
            {capability && (
              <>
                {" "}
                of <SafeText oneLine>{capability}</SafeText>
              </>
            )}
            , newest first.
          </>
        }
      />
      <FilterBar
        fields={[
          {
            ...{ kind: "choice", name: "action", label: "Decision", single: true },
            options: ACTIONS.map(({ action: value, label }) => ({ value, label })),
          },
        ]}
      >
        <RangeLinks
          current={range}
          href={(to) => decisionsHref({ ...params, range: to, after: undefined })}
        />
      </FilterBar>
      <DataTable
        label="Decisions, newest first"
        columns={decisionColumns}
        rows={page.rows}
        rowKey={({ id }) => id}
        rowHref={({ sessionId, callId }) => (sessionId ? `/sessions/${sessionId}?call=${callId}` : undefined)}
        rowTone={({ action: was }) =>
          was === "DENY" ? "deny" : was === "REQUIRE_APPROVAL" ? "hold" : undefined
        }
        empty={
          filtered ? (
            <EmptyState
              icon={SearchX}
              title="No decision matches"
              action={
                <Button asChild>
                  <Link href={decisionsHref({ range }) as Route}>Clear filters</Link>
                </Button>
              }
            >
              None in {RANGE_WORDS[range].last} was like this.
            </EmptyState>
          ) : (
            <EmptyState icon={ListTree} title={`No decisions in ${RANGE_WORDS[range].last}`}>
              Every call of an agent is decided, and shows here then.
            </EmptyState>
          )
        }
        footer={
          page.rows.length > 0 && (
            <Pager
              summary={`${page.rows.length} ${page.rows.length === 1 ? "decision" : "decisions"}`}
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

function sentence({
  range,
  action,
  code,
  unregistered,
  outcome,
  agent,
}: ReturnType<typeof decisionsParams.parse>) {
  const what = ACTIONS.find((it) => it.action === action)?.label ?? "Decided";
  return [
    `${what} in ${RANGE_WORDS[range].last}`,
    code && reasonWords(code).toLowerCase(),
    unregistered && "of tools that are not registered",
    outcome && "that ran and did not succeed",
    agent && "by one agent",
  ]
    .filter(Boolean)
    .join(", ");
}
