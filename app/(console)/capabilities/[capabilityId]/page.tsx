import type { Route } from "next";
import { Definition } from "@/components/capabilities/definition";
import { operationLabel } from "@/components/capabilities/filters";
import { RejectButton } from "@/components/capabilities/reject-dialog";
import { Suspended } from "@/components/capabilities/suspended";
import { Trial } from "@/components/capabilities/trial/trial";
import { Unreviewed } from "@/components/capabilities/unreviewed";
import { ContainButton } from "@/components/containment/contain-button";
import { LiveRefresh } from "@/components/live/live";
import { PageHeader } from "@/components/page/page-header";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { SafeText } from "@/components/ui/safe-text";
import { RiskBadge, StatusBadge } from "@/components/ui/status-badge";
import { LinkTabs } from "@/components/ui/tabs";
import type { CapabilityDetail } from "@/lib/capabilities";
import type { Ctx } from "@/lib/platform/ctx";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";
import { rejectDefinitionAction, tryCapabilityAction } from "../actions";
import { capabilityParams, TABS, type Tab } from "../search-params";
import { loadCapability, loadChange } from "./load";
import { OverviewSection } from "./overview-section";
import { VersionsSection } from "./versions-section";

type Props = PageProps<"/capabilities/[capabilityId]">;

/** An upstream's own title; the whole of it stands in the definition. */
const LONGEST_TITLE = 200;

export async function generateMetadata({ params }: Props) {
  return { title: (await loadCapability((await params).capabilityId)).name };
}

export default async function CapabilityPage({ params, searchParams }: Props) {
  const { ctx } = await requireSession("capabilities.read");
  const capability = await loadCapability((await params).capabilityId);
  const query = capabilityParams.parse(await searchParams);
  return (
    <>
      <LiveRefresh />
      <PageHeader
        parents={[{ label: "Capabilities", href: "/capabilities" }]}
        title={<span className="font-mono text-lg">{capability.name}</span>}
        description={
          capability.title && (
            <span className="wrap-anywhere">
              <SafeText oneLine>{capability.title.slice(0, LONGEST_TITLE)}</SafeText>
            </span>
          )
        }
        badges={
          <>
            <RiskBadge level={capability.riskLevel} />
            <Badge tone="outline">{operationLabel(capability.operation)}</Badge>
            <StatusBadge status={capability.status} />
          </>
        }
        actions={
          <>
            {capability.reviewed && capability.status === "active" && <ReviewLink {...{ ctx, capability }} />}
            {capability.status !== "retired" && <ContainButton scope="capability" target={capability.name} />}
          </>
        }
      />
      <Attention ctx={ctx} capability={capability} tab={query.tab} />
      <LinkTabs
        label="Capability"
        className="px-4 md:px-6"
        tabs={TABS.map((tab) => ({
          href: `/capabilities/${capability.id}${capabilityParams.serialize({ tab })}`,
          label: LABELS[tab],
          current: tab === query.tab,
        }))}
      />
      <div className="px-4 py-5 md:px-6">
        <TabContent ctx={ctx} capability={capability} query={query} />
      </div>
    </>
  );
}

const LABELS: Record<Tab, string> = {
  overview: "Overview",
  definition: "Definition",
  versions: "Versions",
  try: "Try it",
};

type TabContentProps = {
  ctx: Ctx;
  capability: CapabilityDetail;
  query: ReturnType<typeof capabilityParams.parse>;
};

function TabContent({ ctx, capability, query }: TabContentProps) {
  const { tab, version, before } = query;
  switch (tab) {
    case "definition":
      return <Definition capability={capability} />;
    case "versions":
      return <VersionsSection ctx={ctx} capability={capability} version={version} before={before} />;
    case "try": {
      const verdict = may(ctx, "capabilities.try");
      return (
        <Trial
          capability={capability}
          action={tryCapabilityAction}
          refused={verdict.ok ? undefined : verdict.why}
        />
      );
    }
    case "overview":
      return <OverviewSection ctx={ctx} capability={capability} />;
  }
}

/** What a person has to decide about this capability, before anything else is read. */
async function Attention({ ctx, capability, tab }: { ctx: Ctx; capability: CapabilityDetail; tab: Tab }) {
  if (capability.status === "retired" || (capability.status === "active" && capability.reviewed)) return null;
  const actions = (
    <>
      <ReviewLink ctx={ctx} capability={capability} />
      {capability.suspension !== "rejected" && (
        <RejectButton
          capability={{
            id: capability.id,
            name: capability.name,
            definitionHash: capability.definitionHash,
          }}
          action={rejectDefinitionAction}
          disabled={!may(ctx, "capabilities.manage").ok}
        />
      )}
    </>
  );
  return (
    <div className="px-4 pb-5 md:px-6">
      {capability.status === "suspended" ? (
        <Suspended
          capability={capability}
          {...await loadChange(ctx, capability)}
          {...(tab !== "overview" && { elsewhere: `/capabilities/${capability.id}` })}
          actions={actions}
        />
      ) : (
        <Unreviewed capability={capability} actions={actions} />
      )}
    </div>
  );
}

function ReviewLink({ ctx, capability }: { ctx: Ctx; capability: CapabilityDetail }) {
  const verdict = may(ctx, "capabilities.manage");
  const label = capability.status === "suspended" ? "Review and accept…" : "Review…";
  if (!verdict.ok)
    return (
      <Button disabled title={verdict.why}>
        {label}
      </Button>
    );
  return (
    <Button asChild variant={capability.reviewed ? "secondary" : "primary"}>
      <Link href={`/capabilities/${capability.id}/review` as Route}>{label}</Link>
    </Button>
  );
}
