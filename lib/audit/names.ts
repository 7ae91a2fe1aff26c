import type { Tx } from "../platform/db";
import { isId } from "../platform/ids";

type Acted = { actorKind: string; actorId: string };

/** What people and agents are called now, by id. An id alone tells a reader nothing. */
export async function namesOf(tx: Tx, leaves: readonly Acted[]): Promise<Map<string, string>> {
  const ids = (kind: string) => [
    ...new Set(
      leaves.filter((leaf) => leaf.actorKind === kind && isId(leaf.actorId)).map((leaf) => leaf.actorId),
    ),
  ];
  const select = { id: true, name: true } as const;
  const people = await tx.user.findMany({ where: { id: { in: ids("user") } }, select });
  const agents = await tx.agent.findMany({ where: { id: { in: ids("agent") } }, select });
  return new Map([...people, ...agents].map(({ id, name }) => [id, name]));
}
