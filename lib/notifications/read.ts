import type { NotificationEndpoint, Tx } from "../platform/db";
import { mailProblem } from "./channels/email";
import { EndpointConfig, type EndpointKind, type EventType } from "./schemas";
import type { EndpointRow } from "./types";

type Figures = {
  endpoint_id: string;
  last_delivered_at: Date | null;
  total: number;
  failing: number;
  waiting: number;
};

/** Rows as people see them, in the order given. */
export async function toRows(
  tx: Tx,
  tenantId: string,
  stored: readonly NotificationEndpoint[],
): Promise<EndpointRow[]> {
  const ids = stored.map(({ id }) => id);
  // What was skipped reached nobody and says nothing about the receiver; what failed once and waits does.
  const figures = await tx.$queryRaw<Figures[]>`
    SELECT endpoint_id, max(delivered_at) AS last_delivered_at,
      count(*) FILTER (WHERE recent AND tried)::int AS total,
      count(*) FILTER (WHERE recent AND tried AND state <> 'delivered')::int AS failing,
      count(*) FILTER (WHERE state = 'waiting')::int AS waiting
    FROM (SELECT endpoint_id, delivered_at, state, created_at > now() - interval '24 hours' AS recent,
        state IN ('delivered', 'failed') OR (state = 'waiting' AND last_error IS NOT NULL) AS tried
      FROM notification_deliveries
      WHERE tenant_id = ${tenantId}::uuid AND endpoint_id = ANY (${ids}::uuid[])) AS d
    GROUP BY endpoint_id`;
  return stored.map((endpoint) => {
    const { id, name, enabled, disabledReason } = endpoint;
    const own = figures.find((one) => one.endpoint_id === id);
    const config = EndpointConfig.parse(endpoint.config);
    return {
      ...{ id, name, enabled, disabledReason },
      kind: endpoint.kind as EndpointKind, // safe because of CHECK kind_known
      target: targetOf(config),
      events: endpoint.events as EventType[], // safe because only schemas.ts lets them in
      problem: enabled && config.kind === "email" ? mailProblem() : null,
      lastDeliveredAt: own?.last_delivered_at?.toISOString() ?? null,
      lastDay: { total: own?.total ?? 0, failing: own?.failing ?? 0 },
      waiting: own?.waiting ?? 0,
    };
  });
}

function targetOf(config: EndpointConfig): string {
  switch (config.kind) {
    case "webhook":
      return config.url;
    case "slack":
      return config.interactive ? "A channel, with buttons" : "A channel";
    case "email":
      return config.to === "deciders" ? "The people who can decide" : config.addresses.join(", ");
  }
}
