import { ListTree } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { callColumns } from "@/components/sessions/call-columns";
import { SessionFacts } from "@/components/sessions/session-facts";
import { sessionStatus } from "@/components/sessions/session-columns";
import { shortId } from "@/components/ui/copy-id";
import { StatusBadge } from "@/components/ui/status-badge";
import { getSession } from "@/lib/calls";
import { isId } from "@/lib/platform/ids";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { sessionParams } from "../search-params";
import { CallSheet } from "./call-sheet";

export const metadata: Metadata = { title: "Session" };

export default async function SessionPage({ params, searchParams }: PageProps<"/sessions/[sessionId]">) {
  const { ctx } = await requireSession("sessions.read");
  const { sessionId } = await params;
  const { call, before, after } = sessionParams.parse(await searchParams);
  const found = isId(sessionId) ? await orNull(getSession(ctx, { sessionId, before, after })) : null;
  if (!found) notFound();
  const { session, calls } = found;
  const href = (change: Parameters<typeof sessionParams.serialize>[0]) =>
    `/sessions/${sessionId}${sessionParams.serialize(change)}`;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title={`${session.agentName} · ${shortId(session.id)}`}
        parents={[{ label: "Sessions", href: "/sessions" }]}
        badges={<StatusBadge status={sessionStatus(session)} />}
      />
      <SessionFacts session={session} />
      <DataTable
        label="Calls in the order they came"
        columns={callColumns}
        rows={calls.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => href({ before, after, call: row.id })}
        selectedKey={call}
        rowTone={(row) => (row.state === "held" ? "hold" : row.state === "in_doubt" ? "deny" : undefined)}
        empty={
          <EmptyState icon={ListTree} title="No calls yet">
            The agent has opened this session and asked for nothing so far. Calls appear here as they come.
          </EmptyState>
        }
        footer={
          calls.rows.length > 0 && (
            <Pager
              summary={`${calls.rows.length} ${calls.rows.length === 1 ? "call" : "calls"}${calls.olderCursor || calls.newerCursor ? " on this page" : ""}`}
              previousHref={calls.olderCursor ? href({ before: calls.olderCursor }) : undefined}
              nextHref={calls.newerCursor ? href({ after: calls.newerCursor }) : undefined}
              previousLabel="Earlier"
              nextLabel="Later"
            />
          )
        }
      />
      {call && (
        <Suspense>
          <CallSheet
            key={call}
            ctx={ctx}
            id={call}
            sessionId={sessionId}
            closeHref={href({ before, after })}
          />
        </Suspense>
      )}
    </>
  );
}
