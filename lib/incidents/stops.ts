import type { Incident, Prisma, Switch, Tx } from "../platform/db";

/** Which switches stop what an incident is about: one condition for each way. */
export function stopsOf({ agentId }: Incident, sessionIds: readonly string[]): Prisma.SwitchWhereInput[] {
  return [
    { scope: { in: ["global", "tenant"] } },
    { scope: "session", target: { in: [...sessionIds] } },
    ...(agentId === null ? [] : [{ scope: "agent", target: agentId }]),
  ];
}

/** The names of the agents that are stopped by these, by their ids. */
export async function stoppedAgents(
  tx: Tx,
  tenantId: string,
  switches: readonly Pick<Switch, "scope" | "target">[],
): Promise<Map<string, string>> {
  const ids = switches.flatMap(({ scope, target }) => (scope === "agent" && target ? target : []));
  const where = { tenantId, id: { in: ids } };
  const agents = await tx.agent.findMany({ where, select: { id: true, name: true } });
  return new Map(agents.map(({ id, name }) => [id, name]));
}
