import type { Tx } from "../../platform/db";
import { namesOf } from "../load";

/** Who did each of these, in words. */
export async function actorNames(
  tx: Tx,
  rows: readonly { actorKind: string; actorId: string }[],
): Promise<(kind: string, id: string) => string> {
  const of = (kind: string) => rows.filter((row) => row.actorKind === kind).map(({ actorId }) => actorId);
  const people = await namesOf(tx, of("user"));
  const agents = await tx.agent.findMany({
    where: { id: { in: [...new Set(of("agent"))] } },
    select: { id: true, name: true },
  });
  const agentNames = new Map(agents.map(({ id, name }) => [id, name]));
  return (kind, id) => {
    if (kind === "user") return people.get(id) ?? "a former member";
    if (kind === "agent") return agentNames.get(id) ?? "an agent";
    return "AgentGate";
  };
}
