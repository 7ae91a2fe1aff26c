import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ContainButton } from "@/components/containment/contain-button";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { LinkTabs } from "@/components/ui/tabs";
import { HeaderActions } from "@/components/upstreams/detail/header-actions";
import { Health } from "@/components/upstreams/health";
import { KINDS } from "@/components/upstreams/kinds";
import { ImportPanel } from "@/components/upstreams/openapi/import-panel";
import { can, type Ctx } from "@/lib/platform/ctx";
import { isId } from "@/lib/platform/ids";
import { getUpstream } from "@/lib/upstreams";
import type { UpstreamDetail } from "@/lib/upstreams/types";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";
import { upstreamParams, type Tab } from "../search-params";
import { CapabilitiesTab } from "./capabilities-tab";
import { CredentialTab } from "./credential-tab";
import { OverviewTab } from "./overview-tab";
import { SettingsTab } from "./settings-tab";

export const metadata: Metadata = { title: "Upstream" };

const LABELS: Record<Tab, string> = {
  overview: "Overview",
  capabilities: "Capabilities",
  settings: "Settings",
  credential: "Credential",
  document: "Document",
  raw: "Raw",
};

export default async function UpstreamPage({ params, searchParams }: PageProps<"/upstreams/[upstreamId]">) {
  const { ctx } = await requireSession("upstreams.read");
  const { upstreamId } = await params;
  const query = upstreamParams.parse(await searchParams);
  const upstream = isId(upstreamId) ? await orNull(getUpstream(ctx, upstreamId)) : null;
  if (!upstream) notFound();
  const tabs = tabsOf(ctx, upstream);
  const tab = tabs.includes(query.tab) ? query.tab : "overview";
  const href = (change: Partial<typeof query>) =>
    `/upstreams/${upstreamId}${upstreamParams.serialize({ ...query, ...change })}`;
  const counts = upstream.capabilities;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title={upstream.name}
        parents={[{ label: "Upstreams", href: "/upstreams" as Route }]}
        badges={
          <>
            <Badge tone="outline">
              <span className="truncate font-mono">{upstream.slug}</span>
            </Badge>
            <Badge tone="outline">{KINDS[upstream.kind].label}</Badge>
          </>
        }
        description={upstream.description || undefined}
        actions={
          <>
            <HeaderActions
              upstream={{
                id: upstream.id,
                name: upstream.name,
                enabled: upstream.enabled,
                kind: upstream.kind,
              }}
              may={may(ctx, "upstreams.manage")}
              maySync={may(ctx, "capabilities.manage")}
            />
            <ContainButton scope="upstream" target={upstream.slug} label={upstream.name} />
          </>
        }
      />
      <div className="px-4 pb-3 text-sm md:px-6">
        <Health upstream={upstream} full />
      </div>
      <LinkTabs
        label="Of this upstream"
        className="px-4 md:px-6"
        tabs={tabs.map((one) => ({
          href: href({ tab: one }),
          label: LABELS[one],
          current: one === tab,
          ...(one === "capabilities" && { count: counts.active + counts.suspended }),
        }))}
      />
      {await content(tab, ctx, upstream, query.range, href)}
    </>
  );
}

/** A tab for what there is: no document where none can be, no credential for who may not know of one. */
function tabsOf(ctx: Ctx, { kind, credential }: UpstreamDetail): Tab[] {
  return [
    "overview",
    "capabilities",
    "settings",
    ...(credential && can(ctx.actor, "credentials.read") ? (["credential"] as const) : []),
    ...(kind === "http" ? (["document"] as const) : []),
    "raw",
  ];
}

type Query = ReturnType<typeof upstreamParams.parse>;

async function content(
  tab: Tab,
  ctx: Ctx,
  upstream: UpstreamDetail,
  range: Query["range"],
  href: (change: Partial<Query>) => string,
): Promise<ReactNode> {
  switch (tab) {
    case "overview":
      return <OverviewTab ctx={ctx} upstream={upstream} range={range} href={href} />;
    case "capabilities":
      return <CapabilitiesTab ctx={ctx} upstream={upstream} />;
    case "settings":
      return <SettingsTab ctx={ctx} upstream={upstream} />;
    case "credential":
      return <CredentialTab ctx={ctx} upstream={upstream} />;
    case "document":
      return (
        <div className="p-4 md:p-6">
          <ImportPanel
            upstreamId={upstream.id}
            document={upstream.document}
            may={may(ctx, "upstreams.manage")}
          />
        </div>
      );
    case "raw":
      return <RawTab upstream={upstream} />;
  }
}

/** As it is stored: nothing secret is in it. */
function RawTab({
  upstream: { kind, config, limits, credential, credentialUse },
}: {
  upstream: UpstreamDetail;
}) {
  const stored = { kind, config, limits, credential, credentialUse };
  return (
    <div className="p-4 md:p-6">
      <CodeBlock label="Configuration" code={JSON.stringify(stored, null, 2)} />
    </div>
  );
}
