import type { Tx } from "../platform/db";
import type { Person } from "./types";

/** Looks people up by id, once; what was nobody stays null, and who is gone keeps a name. */
export async function readPeople(
  tx: Tx,
  ids: Iterable<string | null>,
): Promise<(id: string | null) => Person> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const users =
    wanted.length === 0
      ? []
      : await tx.user.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true } });
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return (id) => (id === null ? null : { id, name: names.get(id) ?? "a former member" });
}
