import type { RequestFacts } from "../request-facts";
import type { Members } from "../schemas";
import type { Directory, FrozenChain, Person, Verdict } from "../types";

/*
 * Who may decide, said a second time and in another way, for the property test to compare with. It shares no code with
 * the engine: it counts by Hall's theorem where the engine looks for augmenting paths, and asks of everybody one by one.
 */

/** At most how many places can be filled: the deficiency version of Hall's theorem, over all sets of groups. */
export function mostFilled(quorums: readonly number[], voters: readonly (readonly number[])[]): number {
  let least = Infinity;
  for (let set = 0; set < 1 << quorums.length; set++) {
    const inSet = (group: number) => (set & (1 << group)) !== 0;
    const outside = quorums.reduce((total, quorum, group) => total + (inSet(group) ? 0 : quorum), 0);
    least = Math.min(least, outside + voters.filter((groups) => groups.some(inSet)).length);
  }
  return least;
}

type World = { directory: Directory; request: RequestFacts; now: Date };

/** Whether the person may, in whose place at least they could, and for which groups. */
export function modelAllows(world: World, personId: string, verdict: Verdict): Place | null {
  const { request, now } = world;
  if (request.status !== "pending" || now.getTime() >= request.expiresAt.getTime()) return null;
  if (!isCapable(world, personId) || hasSpoken(request, personId)) return null;
  const places = [personId, ...lendersTo(world, personId)].map((standing) => ({
    standing,
    groups: groupsOf(world, standing, true),
  }));
  return (
    places.find(({ groups }) => (verdict === "approve" ? fills(request, groups) : groups.length > 0)) ?? null
  );
}

export type Place = { standing: string; groups: number[] };

/** Here, enabled, with a role that decides, and not on the requester's side. */
function isCapable({ directory, request }: World, personId: string): boolean {
  const roles = find(directory, personId)?.roles ?? [];
  const isRequester = request.requesters.map(({ userId }) => userId).includes(personId);
  return (roles.includes("reviewer") || roles.includes("admin")) && !isRequester;
}

function hasSpoken({ votes }: RequestFacts, personId: string): boolean {
  return votes.some((vote) => vote.userId === personId) || votes.some((vote) => vote.forUserId === personId);
}

function lendersTo(world: World, personId: string): string[] {
  return delegationsNow(world)
    .filter((it) => it.toUserId === personId)
    .map((it) => it.fromUserId)
    .filter((from) => isCapable(world, from) && !hasSpoken(world.request, from));
}

function delegationsNow({ directory, request, now }: World) {
  return directory.delegations.filter(({ startsAt, endsAt, scope: { risks, capabilities } }) => {
    const inTime = startsAt.getTime() <= now.getTime() && now.getTime() < endsAt.getTime();
    const forRisk = risks.length === 0 || (risks as string[]).includes(request.riskLevel);
    const forTool =
      capabilities.length === 0 ||
      capabilities.includes(request.capability) ||
      capabilities.some((it) => it.endsWith(".*") && request.capability.indexOf(it.slice(0, -1)) === 0);
    return inTime && forRisk && forTool;
  });
}

function groupsOf(world: World, personId: string, withFallback: boolean): number[] {
  const { request, directory, now } = world;
  const { chain, step } = request;
  const person = find(directory, personId);
  const groups = chain.steps[step]!.groups.map((_, group) => group);
  if (!person) return [];
  const escalated = request.escalatesAt !== null && request.escalatesAt.getTime() <= now.getTime();
  return groups.filter((group) => {
    if (belongs(person, chain.steps[step]!.groups[group]!.members)) return true;
    if (escalated && chain.escalation && belongs(person, chain.escalation)) return true;
    return (
      withFallback && chain.fallback !== null && belongs(person, chain.fallback) && isShort(world, group)
    );
  });
}

/** With everybody voting who is left, would one place less in this group make no difference? Then it may stay empty. */
function isShort(world: World, group: number): boolean {
  const { request, directory } = world;
  const quorums = request.chain.steps[request.step]!.groups.map(({ quorum }) => quorum);
  const isAway = (id: string) => delegationsNow(world).some(({ fromUserId }) => fromUserId === id);
  const left = directory.people
    .map(({ id }) => id)
    .filter((id) => isCapable(world, id) && !hasSpoken(request, id) && !isAway(id))
    .map((id) => [id, ...lendersTo(world, id)].flatMap((standing) => groupsOf(world, standing, false)));
  const voters = [...cast(request, request.step), ...left];
  const oneLess = quorums.map((quorum, index) => (index === group ? quorum - 1 : quorum));
  return mostFilled(oneLess, voters) === mostFilled(quorums, voters);
}

function fills(request: RequestFacts, groups: number[]): boolean {
  const quorums = request.chain.steps[request.step]!.groups.map(({ quorum }) => quorum);
  const before = cast(request, request.step);
  return mostFilled(quorums, [...before, groups]) > mostFilled(quorums, before);
}

function cast({ votes }: RequestFacts, step: number): (readonly number[])[] {
  return votes.filter((vote) => vote.step === step && vote.verdict === "approve").map(({ groups }) => groups);
}

/** Are all quorums of all steps filled by what was said? */
export function modelFilled(chain: FrozenChain, votes: RequestFacts["votes"]): boolean {
  return chain.steps.every(({ groups }, step) => {
    const quorums = groups.map(({ quorum }) => quorum);
    const needed = quorums.reduce((total, quorum) => total + quorum, 0);
    const voters = votes.filter((it) => it.step === step && it.verdict === "approve").map((it) => it.groups);
    return mostFilled(quorums, voters) === needed;
  });
}

function belongs(person: Person, members: Members): boolean {
  if (members.kind === "people") return members.userIds.includes(person.id);
  if (members.kind === "team") return person.teams.includes(members.teamId);
  return person.roles.includes(members.role);
}

function find({ people }: Directory, personId: string): Person | undefined {
  return people.find(({ id }) => id === personId);
}
