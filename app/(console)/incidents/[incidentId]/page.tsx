import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { ContainPart } from "@/components/incidents/contain";
import { IncidentProvider } from "@/components/incidents/context";
import { IncidentStatusBadge } from "@/components/incidents/badges";
import { PeopleBar } from "@/components/incidents/head/people-bar";
import { RenameDialog } from "@/components/incidents/head/rename-dialog";
import { SeverityMenu } from "@/components/incidents/head/severity-menu";
import { StatusDialog } from "@/components/incidents/head/status-dialog";
import { StatusLine } from "@/components/incidents/head/status-line";
import { ChangesPanel } from "@/components/incidents/changes/changes-panel";
import { CompensationPanel } from "@/components/incidents/compensation/compensation-panel";
import { ImpactPanel } from "@/components/incidents/impact/impact-panel";
import { Links } from "@/components/incidents/links";
import { ReleasePanel } from "@/components/incidents/release/release-panel";
import { ReportMenu } from "@/components/incidents/report/report-menu";
import { Runbook } from "@/components/incidents/runbook/runbook";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { SafeText } from "@/components/ui/safe-text";
import { getIncident, IncidentKey, listResponders } from "@/lib/incidents";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";
import { incidentParams } from "../search-params";
import { incidentActions } from "./action-set";
import { TimelineSection } from "./timeline-section";

type Props = PageProps<"/incidents/[incidentId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { incidentId } = await params;
  // A title may quote what an agent said: the tab says the number alone.
  return { title: /^INC-\d+$/i.test(incidentId) ? incidentId.toUpperCase() : "Incident" };
}

export default async function IncidentPage({ params, searchParams }: Props) {
  const { ctx, user } = await requireSession("incidents.read");
  const key = IncidentKey.safeParse((await params).incidentId);
  const incident = key.success ? await orNull(getIncident(ctx, { id: key.data })) : null;
  if (!incident) notFound();
  const manage = may(ctx, "incidents.manage");
  const query = incidentParams.parse(await searchParams);
  return (
    <IncidentProvider
      incident={incident}
      people={await listResponders(ctx)}
      userId={user.id}
      manage={manage}
      comment={may(ctx, "incidents.open")}
      actions={incidentActions}
    >
      <LiveRefresh />
      <PageHeader
        parents={[{ label: "Incidents", href: "/incidents" as Route }]}
        title={
          <>
            {incident.ref} <SafeText oneLine>{incident.title}</SafeText>
          </>
        }
        badges={
          <>
            <RenameDialog />
            <SeverityMenu />
            <IncidentStatusBadge status={incident.status} />
          </>
        }
        actions={
          <>
            <ReportMenu incidentId={incident.id} />
            <StatusDialog />
          </>
        }
      />
      <div className="grid gap-1.5 px-4 pb-4 md:px-6">
        <StatusLine incident={incident} />
        <PeopleBar />
        {incident.summary && (
          <p className="max-w-3xl text-sm wrap-anywhere whitespace-pre-wrap text-ink-2">
            <SafeText>{incident.summary}</SafeText>
          </p>
        )}
      </div>
      <div className="grid items-start gap-4 px-4 pb-4 md:px-6 lg:grid-cols-[18rem_minmax(0,1fr)] xl:grid-cols-[18rem_minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-4">
          <ContainPart />
          <Links />
        </div>
        <TimelineSection ctx={ctx} incident={incident} query={query} />
        <div className="grid min-w-0 gap-4 lg:col-span-2 lg:grid-cols-2 xl:col-span-1 xl:grid-cols-1">
          <ImpactPanel incidentId={incident.id} />
          <ChangesPanel incidentId={incident.id} />
        </div>
      </div>
      <div className="grid gap-4 px-4 pb-8 md:px-6">
        <Runbook />
        <CompensationPanel incidentId={incident.id} may={manage} />
        <ReleasePanel incidentId={incident.id} may={may(ctx, "quarantine.release")} />
      </div>
    </IncidentProvider>
  );
}
