import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ContainButton } from "@/components/containment/contain-button";
import { ClearTaint } from "@/components/containment/clear-taint";
import { Quarantine } from "@/components/containment/quarantine";
import { TaintChips } from "@/components/containment/taint-chips";
import { IncidentChips } from "@/components/incidents/chips";
import { DeclareButton } from "@/components/incidents/declare";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { RiskChip } from "@/components/sessions/risk-chip";
import { RiskSignals } from "@/components/sessions/risk-signals";
import { SessionFacts } from "@/components/sessions/session-facts";
import { sessionStatus } from "@/components/sessions/session-columns";
import { Waterfall } from "@/components/sessions/waterfall/waterfall";
import { preloadWaterfall } from "@/components/sessions/waterfall/waterfall-path";
import { shortId } from "@/components/ui/copy-id";
import { StatusBadge } from "@/components/ui/status-badge";
import { readSession } from "@/lib/calls";
import { incidentsOf } from "@/lib/incidents";
import { isId } from "@/lib/platform/ids";
import { orNull } from "@/lib/web/or-null";
import { getSessionRisk } from "@/lib/quarantine";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";
import { quarantineAction } from "../quarantine-actions";
import { clearTaintAction } from "../taint-actions";

export const metadata: Metadata = { title: "Session" };

export default async function SessionPage({ params }: PageProps<"/sessions/[sessionId]">) {
  const { ctx } = await requireSession("sessions.read");
  const { sessionId } = await params;
  if (!isId(sessionId)) notFound();
  // Where this page is gone to by a link, the browser asks for the calls while it still loads the scripts that show them.
  preloadWaterfall(sessionId);
  const [session, incidents, risk] = await Promise.all([
    orNull(readSession(ctx, sessionId)),
    incidentsOf(ctx, { subjectKind: "session", subjectIds: [sessionId], each: 10 }),
    orNull(getSessionRisk(ctx, { sessionId })),
  ]);
  if (!session || !risk) notFound();
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title={`${session.agentName} · ${shortId(session.id)}`}
        parents={[{ label: "Sessions", href: "/sessions" }]}
        badges={
          <>
            <StatusBadge status={sessionStatus(session)} />
            <RiskChip session={session} />
            <TaintChips taint={session.taint} />
            <IncidentChips chips={incidents.get(sessionId) ?? []} />
          </>
        }
        actions={
          <>
            <ClearTaint
              sessionId={session.id}
              taint={session.taint}
              may={may(ctx, "taint.clear")}
              clear={clearTaintAction}
            />
            {session.endedAt === null && session.quarantine === null && (
              <Quarantine
                sessionId={session.id}
                may={may(ctx, "quarantine.set")}
                quarantine={quarantineAction}
              />
            )}
            <DeclareButton may={may(ctx, "incidents.open")} prefill={{ sessionId: session.id }} />
            <ContainButton
              scope="session"
              target={session.id}
              label={shortId(session.id)}
              detail={session.agentName}
            />
          </>
        }
      />
      <SessionFacts session={session} />
      <RiskSignals risk={risk} />
      <Waterfall key={sessionId} sessionId={sessionId} />
    </>
  );
}
