import { SearchX, Send } from "lucide-react";
import type { Route } from "next";
import { DataTable, Pager } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { FilterBar, type FilterField } from "@/components/filters";
import { deliveryColumns } from "@/components/notifications/delivery-columns";
import { DeliveryDetails } from "@/components/notifications/delivery-details";
import { DELIVERY_WORDS, EVENT_WORDS } from "@/components/notifications/kinds";
import { ReplayDelivery, ReplayFailed } from "@/components/notifications/replay";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { UrlSheet } from "@/components/ui/sheet";
import { getDelivery, listDeliveries } from "@/lib/notifications";
import { DELIVERY_STATES } from "@/lib/notifications/schemas";
import type { EndpointDetail } from "@/lib/notifications/types";
import type { Ctx } from "@/lib/platform/ctx";
import type { Verdict } from "@/lib/revisions/types";
import { orNull } from "@/lib/web/or-null";
import { type endpointParams } from "../../search-params";

const FILTERS: readonly FilterField[] = [
  {
    kind: "choice",
    name: "state",
    label: "State",
    options: DELIVERY_STATES.map((value) => ({ value, label: DELIVERY_WORDS[value].label })),
  },
];

type Query = ReturnType<typeof endpointParams.parse>;
type DeliveriesTabProps = {
  ctx: Ctx;
  endpoint: EndpointDetail;
  query: Query;
  href: (change: Partial<Query>) => string;
  manage: Verdict;
};

export async function DeliveriesTab({ ctx, endpoint, query, href, manage }: DeliveriesTabProps) {
  const { state, after, open } = query;
  const input = { endpointId: endpoint.id, states: state, limit: 50, ...(after && { cursor: after }) };
  const { rows, nextCursor } = await listDeliveries(ctx, input);
  // What the server would refuse is not offered.
  const replay: Verdict =
    manage.ok && !endpoint.enabled ? { ok: false, why: "The endpoint is switched off." } : manage;
  return (
    <>
      <div className="pt-3">
        <FilterBar fields={FILTERS}>
          <ReplayFailed endpointId={endpoint.id} may={replay} />
        </FilterBar>
      </div>
      <DataTable
        label="Deliveries, newest first"
        columns={deliveryColumns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => href({ state, after, open: id })}
        selectedKey={open}
        empty={state.length > 0 ? <NoMatch href={href({})} /> : <NoneYet enabled={endpoint.enabled} />}
        footer={
          rows.length > 0 && (
            <Pager
              summary={`${rows.length} ${rows.length === 1 ? "delivery" : "deliveries"}, newest first`}
              previousHref={after ? href({ state }) : undefined}
              nextHref={nextCursor ? href({ state, after: nextCursor }) : undefined}
              previousLabel="Newest"
            />
          )
        }
      />
      {open && <DeliverySheet ctx={ctx} id={open} closeHref={href({ state, after })} replay={replay} />}
    </>
  );
}

type SheetProps = { ctx: Ctx; id: string; closeHref: string; replay: Verdict };

async function DeliverySheet({ ctx, id, closeHref, replay }: SheetProps) {
  const delivery = await orNull(getDelivery(ctx, id));
  if (!delivery) {
    return (
      <UrlSheet title="Not found" closeHref={closeHref}>
        <ErrorState title="There is no such delivery">
          It may be older than 30 days, or of another tenant.
        </ErrorState>
      </UrlSheet>
    );
  }
  return (
    <UrlSheet
      title={EVENT_WORDS[delivery.type] ?? delivery.type}
      closeHref={closeHref}
      footer={<ReplayDelivery delivery={delivery} may={replay} />}
    >
      <DeliveryDetails delivery={delivery} />
    </UrlSheet>
  );
}

function NoMatch({ href }: { href: string }) {
  return (
    <EmptyState
      icon={SearchX}
      title="No delivery is in this state"
      action={
        <Button asChild>
          {/* Safe because it is this page's own route. */}
          <Link href={href as Route}>Clear filters</Link>
        </Button>
      }
    >
      The log goes back 30 days.
    </EmptyState>
  );
}

function NoneYet({ enabled }: { enabled: boolean }) {
  return (
    <EmptyState icon={Send} title="Nothing was sent yet">
      {enabled
        ? "The next event that this endpoint asks for appears here, with every try and what came back."
        : "The endpoint is switched off, so nothing is sent to it."}
    </EmptyState>
  );
}
