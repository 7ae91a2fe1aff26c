import type { Metadata } from "next";
import { ChangesToday } from "@/components/overview/changes-today";
import { OverviewCharts } from "@/components/overview/charts";
import { FirstCall } from "@/components/overview/first-call";
import { Health } from "@/components/overview/health";
import { overviewParams } from "@/components/overview/hrefs";
import { LiveOverview } from "@/components/overview/live-overview";
import { NeedsYou } from "@/components/overview/needs-you";
import { OpenIncidents } from "@/components/overview/open-incidents";
import { RangeLinks } from "@/components/overview/range-links";
import { Rankings } from "@/components/overview/rankings";
import { Setup } from "@/components/overview/setup";
import { Stopped } from "@/components/overview/stopped";
import { TrafficHead } from "@/components/overview/traffic-head";
import { PageBody, PageHeader } from "@/components/page/page-header";
import { can } from "@/lib/platform/ctx";
import { env } from "@/lib/platform/env";
import { readSetup, readTraffic } from "@/lib/traffic";
import { requireSession } from "@/lib/web/session";
import { loadChanges, loadHealth, loadIncidents, loadNeeds, loadStopped } from "./load";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ searchParams }: PageProps<"/overview">) {
  const { ctx } = await requireSession("sessions.read");
  const { range } = overviewParams.parse(await searchParams);
  // One after the other: a page that everybody opens must not take all of the pool's connections.
  const hour = await readTraffic(ctx, { range: "1h" });
  const traffic = range === "1h" ? hour : await readTraffic(ctx, { range });
  const setup = await readSetup(ctx);
  const needs = await loadNeeds(ctx);
  const stopped = await loadStopped(ctx);
  const facts = await loadHealth(ctx);
  const incidents = await loadIncidents(ctx);
  const changes = await loadChanges(ctx);
  const href = (to: typeof range) => `/overview${overviewParams.serialize({ range: to })}`;
  return (
    <>
      <LiveOverview />
      <PageHeader title="Overview" description="Whether anything is stopped, waits for you, or is odd." />
      <PageBody>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-4 lg2:grid-cols-2 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,2fr)]">
          <NeedsYou needs={needs} />
          <Stopped stopped={stopped} />
          <div className="min-w-0 lg2:max-xl:col-span-2">
            <Health hour={hour} facts={facts} />
          </div>
        </div>
        <Setup done={setup} />
        {setup.decision ? (
          <>
            <TrafficHead traffic={traffic} ranges={<RangeLinks current={range} href={href} />} />
            {traffic.total.decisions > 0 && (
              <>
                <OverviewCharts traffic={traffic} />
                <Rankings traffic={traffic} />
              </>
            )}
          </>
        ) : (
          <FirstCall gatewayUrl={env().GATEWAY_URL} mayManage={can(ctx.actor, "agents.manage")} />
        )}
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-4 lg2:grid-cols-2">
          <OpenIncidents page={incidents} />
          <ChangesToday changes={changes} />
        </div>
      </PageBody>
    </>
  );
}
