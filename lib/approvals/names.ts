import type { Tx } from "../platform/db";
import type { ChainSpec, Members } from "./schemas";

/** Names of people and teams, for saying who is in a group. */
export type Names = { person: (id: string) => string; team: (id: string) => string };

/** Looks up everybody and every team that a chain or `people` name. */
export async function loadNames(tx: Tx, chain: ChainSpec, people: readonly string[]): Promise<Names> {
  const all = membersOf(chain);
  const userIds = [
    ...people,
    ...all.flatMap((members) => (members.kind === "people" ? members.userIds : [])),
  ];
  const teamIds = all.flatMap((members) => (members.kind === "team" ? [members.teamId] : []));
  const users = await tx.user.findMany({ where: { id: { in: userIds } }, select: { id: true, name: true } });
  const teams = await tx.team.findMany({ where: { id: { in: teamIds } }, select: { id: true, name: true } });
  const userNames = new Map(users.map(({ id, name }) => [id, name]));
  const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
  return {
    person: (id) => userNames.get(id) ?? "a former member",
    team: (id) => teamNames.get(id) ?? "a team that is gone",
  };
}

/** Who is in a group, in words: "role reviewer", "team Finance", "Platform reviewer", "3 people". */
export function membersInWords(members: Members, names: Names): string {
  switch (members.kind) {
    case "role":
      return `role ${members.role}`;
    case "team":
      return `team ${names.team(members.teamId)}`;
    case "people":
      return members.userIds.length === 1 && members.userIds[0]
        ? names.person(members.userIds[0])
        : `${members.userIds.length} people`;
  }
}

function membersOf({ steps, escalation, fallback }: ChainSpec): Members[] {
  const inSteps = steps.flatMap(({ groups }) => groups.map(({ members }) => members));
  return [...inSteps, ...[escalation, fallback].filter((members) => members !== null)];
}
