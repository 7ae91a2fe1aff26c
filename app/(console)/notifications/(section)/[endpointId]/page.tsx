import { TriangleAlert } from "lucide-react";
import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { LiveRefresh } from "@/components/live/live";
import { EditEndpoint } from "@/components/notifications/edit-endpoint";
import { EndpointHeaderActions } from "@/components/notifications/header-actions";
import { KIND_WORDS } from "@/components/notifications/kinds";
import { LinkedPeople } from "@/components/notifications/linked-people";
import { SigningSecret } from "@/components/notifications/signing-secret";
import { Facts } from "@/components/page/facts";
import { PageHeader } from "@/components/page/page-header";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { LinkTabs } from "@/components/ui/tabs";
import { getEndpoint } from "@/lib/notifications";
import type { EndpointDetail } from "@/lib/notifications/types";
import { orNull } from "@/lib/web/or-null";
import { requireSession } from "@/lib/web/session";
import { may } from "../../../policy/may";
import { endpointParams } from "../../search-params";
import { DeliveriesTab } from "./deliveries-tab";

export const metadata: Metadata = { title: "Notification endpoint" };

export default async function EndpointPage({
  params,
  searchParams,
}: PageProps<"/notifications/[endpointId]">) {
  const { ctx } = await requireSession("notifications.read");
  const { endpointId } = await params;
  const query = endpointParams.parse(await searchParams);
  const endpoint = await orNull(getEndpoint(ctx, endpointId));
  if (!endpoint) notFound();
  const manage = may(ctx, "notifications.manage");
  const href = (change: Parameters<typeof endpointParams.serialize>[0]) =>
    `/notifications/${endpointId}${endpointParams.serialize(change)}`;
  const { id, name, kind, enabled, disabledReason, problem } = endpoint;
  const trouble = enabled ? problem : disabledReason && `Switched off: ${disabledReason}`;
  return (
    <>
      <LiveRefresh />
      <PageHeader
        title={name}
        parents={[{ label: "Notifications", href: "/notifications" as Route }]}
        badges={
          <>
            <Badge tone="outline">{KIND_WORDS[kind].label}</Badge>
            {!enabled && <Badge>Off</Badge>}
          </>
        }
        actions={<EndpointHeaderActions endpoint={endpoint} may={manage} />}
      />
      {trouble && (
        <p className="mx-4 mb-4 flex items-start gap-2 rounded-md bg-deny-soft px-3 py-2 text-sm text-deny md:mx-6">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{trouble}</span>
        </p>
      )}
      <div className="px-4 pb-4 md:px-6">
        <Facts className="max-w-3xl" facts={factsOf(endpoint)} />
      </div>
      <LinkTabs
        label="Of this endpoint"
        className="px-4 md:px-6"
        tabs={[
          { href: href({}), label: "Deliveries", current: query.tab === "deliveries" },
          { href: href({ tab: "settings" }), label: "Settings", current: query.tab === "settings" },
        ]}
      />
      {query.tab === "settings" ? (
        <>
          <EditEndpoint key={id} detail={endpoint} may={manage} />
          {kind === "webhook" && <SigningSecret endpoint={endpoint} may={manage} />}
          {endpoint.interactionsUrl && <LinkedPeople endpoint={endpoint} may={manage} />}
        </>
      ) : (
        <DeliveriesTab ctx={ctx} endpoint={endpoint} query={query} href={href} manage={manage} />
      )}
    </>
  );
}

function factsOf({ target, lastDeliveredAt, lastDay, waiting }: EndpointDetail) {
  const { total, failing } = lastDay;
  return [
    { term: "Goes to", value: target },
    {
      term: "Last delivery",
      value: lastDeliveredAt ? (
        <RelativeTime at={lastDeliveredAt} />
      ) : (
        <span className="text-ink-3">None yet</span>
      ),
    },
    {
      term: "Last 24 hours",
      value:
        total === 0 ? (
          <span className="text-ink-3">Nothing was sent</span>
        ) : (
          <span className="tabular-nums">
            {total - failing} of {total} delivered
            {waiting > 0 && `, ${waiting} waiting`}
          </span>
        ),
    },
  ];
}
