import type { Ctx } from "../platform/ctx";
import type { Switch, Tx } from "../platform/db";
import { personOf } from "./on-switch";
import type { Scope } from "./schemas";
import { nameTargets, keyOf } from "./targets";
import { targetWords } from "./words";

type Kind = "switch_set" | "switch_cleared" | "switch_restarting";
const TITLES: Record<Kind, string> = {
  switch_set: "stopped",
  switch_cleared: "lifted",
  switch_restarting: "restarting",
};

/** What happens to a stop is told by its incident as well, where it belongs to one. */
export async function tellIncident(
  tx: Tx,
  ctx: Ctx,
  row: Pick<Switch, "scope" | "target" | "incidentId">,
  kind: Kind,
  body: string,
): Promise<void> {
  if (row.incidentId === null) return;
  const named = (await nameTargets(tx, [row])).get(keyOf(row));
  const words = targetWords({ scope: row.scope as Scope, label: named?.label ?? row.target ?? "" });
  await tx.$executeRaw`
    SELECT incident_event(${ctx.tenantId}::uuid, ${row.incidentId}::uuid, ${kind}, ${`${words}: ${TITLES[kind]}`}, ${body},
      ${row.scope}, ${row.target}, ${personOf(ctx)}::uuid)`;
}
