import type { Route } from "next";
import { PageHeader } from "@/components/page/page-header";
import { NetworkRules } from "@/components/upstreams/network/network-rules";
import { NeverPermitted } from "@/components/upstreams/network/never";
import { UpstreamsNav } from "@/components/upstreams/section-nav";
import { listNetworkRules } from "@/lib/outbound";
import { can } from "@/lib/platform/ctx";
import { requireSession } from "@/lib/web/session";
import { may } from "../../policy/may";

export const metadata = { title: "Network" };

export default async function NetworkPage() {
  const { ctx } = await requireSession("upstreams.read");
  return (
    <>
      <PageHeader
        title="Network"
        parents={[{ label: "Upstreams", href: "/upstreams" as Route }]}
        description="Private ranges that this tenant's upstreams and issuers may be in. Without one, only public addresses."
      />
      <UpstreamsNav credentials={can(ctx.actor, "credentials.read")} />
      <div className="pt-4">
        <NetworkRules rules={await listNetworkRules(ctx)} may={may(ctx, "upstreams.manage")} />
      </div>
      <NeverPermitted />
    </>
  );
}
