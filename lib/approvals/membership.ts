import { DECIDING_ROLES, type Members } from "./schemas";
import type { ActiveDelegation, Directory, Person } from "./types";

type Asked = { riskLevel: string; capability: string };

/** Has the permission approvals.decide, which no delegation and no group gives. */
export function mayDecide(person: Person): boolean {
  return DECIDING_ROLES.some((role) => person.roles.includes(role));
}

export function isMember(person: Person, members: Members): boolean {
  switch (members.kind) {
    case "role":
      return person.roles.includes(members.role);
    case "team":
      return person.teams.includes(members.teamId);
    case "people":
      return members.userIds.includes(person.id);
  }
}

/** The delegations that hold now and cover this request. */
export function inForce(directory: Directory, asked: Asked, now: Date): ActiveDelegation[] {
  return directory.delegations.filter(
    ({ startsAt, endsAt, scope }) =>
      startsAt <= now &&
      now < endsAt &&
      (scope.risks.length === 0 || scope.risks.some((risk) => risk === asked.riskLevel)) &&
      (scope.capabilities.length === 0 || scope.capabilities.some((name) => covers(name, asked.capability))),
  );
}

/** `x.*` covers everything that begins with `x.`. */
function covers(pattern: string, capability: string): boolean {
  return pattern.endsWith(".*") ? capability.startsWith(pattern.slice(0, -1)) : pattern === capability;
}
