import { effectiveStatus } from "../calls";
import { placesFilled, wantingGroups } from "./matching";
import { inForce, isMember, mayDecide } from "./membership";
import { tallyOf } from "./progress";
import { isEscalated, usedUp, type RequestFacts } from "./request-facts";
import {
  CLOSED,
  FROZEN,
  NO_PERMISSION,
  REQUESTER,
  sayCovered,
  sayLater,
  sayNotInGroup,
  sayVoted,
} from "./sentences";
import type {
  ActiveDelegation,
  ApprovalDetail,
  CanDecide,
  CannotCause,
  Directory,
  Person,
  Verdict,
} from "./types";

type Yes = Extract<CanDecide, { ok: true }>;
/** One way in, with the groups that it opens; the wider ones come later. */
type Way = { by: Yes["by"]; groups: number[] };
type Open = {
  request: RequestFacts;
  people: ReadonlyMap<string, Person>;
  used: ReadonlySet<string>;
  delegations: readonly ActiveDelegation[];
  escalated: boolean;
  /** Groups that the fallback counts for: not enough people are left for them. */
  short: readonly number[];
};

/**
 * May this person give this verdict on this request now? The verbs, the inbox, the card, Slack and the choice of who
 * gets mail all ask here, so that nothing is offered to somebody whom the verb would refuse.
 * @param now the database's time.
 */
export function canDecide(
  personId: string,
  request: RequestFacts,
  directory: Directory,
  now: Date,
  verdict: Verdict = "approve",
): CanDecide {
  const can = decideIn(openFor(request, directory, now), personId, now, verdict);
  return can.ok && verdict === "approve" && request.frozenAt !== null ? no("frozen", FROZEN) : can;
}

/** Everybody who may give this verdict, by name, once no stop keeps it frozen; `away` are those who said that they are out of office. */
export function whoCanDecide(
  request: RequestFacts,
  directory: Directory,
  now: Date,
  verdict: Verdict = "approve",
): ApprovalDetail["deciders"] {
  const open = openFor(request, directory, now);
  return directory.people
    .filter(({ id }) => decideIn(open, id, now, verdict).ok)
    .map(({ id, name }) => ({ userId: id, name, away: isAway(open, id) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

const BY_ID = new WeakMap<Directory, ReadonlyMap<string, Person>>();

/** Once per directory, which answers for all requests of a list. */
function peopleOf(directory: Directory): ReadonlyMap<string, Person> {
  const known = BY_ID.get(directory) ?? new Map(directory.people.map((person) => [person.id, person]));
  BY_ID.set(directory, known);
  return known;
}

function openFor(request: RequestFacts, directory: Directory, now: Date): Open {
  const open: Open = {
    request,
    people: peopleOf(directory),
    used: usedUp(request.votes),
    delegations: inForce(directory, request, now),
    escalated: isEscalated(request, now),
    short: [],
  };
  return request.chain.fallback === null ? open : { ...open, short: shortGroups(open) };
}

function decideIn(open: Open, personId: string, now: Date, verdict: Verdict): CanDecide {
  const { request, people, used } = open;
  const status = effectiveStatus(request, now);
  if (status !== "pending") return no(status === "expired" ? "expired" : "decided", CLOSED[status]);
  const requester = request.requesters.find(({ userId }) => userId === personId);
  if (requester) return no("requester", REQUESTER[requester.as]);
  const person = people.get(personId);
  if (!person || !mayDecide(person)) return no("permission", NO_PERMISSION);
  if (used.has(personId)) return no("voted", sayVoted(request, personId, people));
  const enough =
    verdict === "approve"
      ? (groups: number[]) => isUseful(request, groups)
      : (groups: number[]) => groups.length > 0;
  // Their own right goes first; another's place is for what they cannot do themselves.
  const own = firstWay(open, person, enough);
  if (own) return { ok: true, ...own, inPlaceOf: null };
  const lenders = lendersTo(open, personId);
  for (const { id: delegationId, from } of lenders) {
    const lent = firstWay(open, from, enough);
    if (lent) return { ok: true, ...lent, inPlaceOf: { userId: from.id, name: from.name, delegationId } };
  }
  return whyNot(open, [person, ...lenders.map(({ from }) => from)]);
}

/** Nobody could be in a group of the open step, in a later one, or all they could fill is full: which of them? */
function whyNot(open: Open, standings: readonly Person[]): CanDecide {
  const { request } = open;
  if (standings.some((person) => allGroups(open, person).length > 0))
    return no("covered", sayCovered(request));
  const later = request.chain.steps.findIndex(
    ({ groups }, step) =>
      step > request.step &&
      groups.some(({ members }) => standings.some((person) => isMember(person, members))),
  );
  return later < 0 ? no("not_in_group", sayNotInGroup(request)) : no("later_step", sayLater(request, later));
}

/** The narrowest ground on which they get in, with everything that they could count for. */
function firstWay(open: Open, person: Person, enough: (groups: number[]) => boolean): Way | null {
  const way = waysOf(open, person).find(({ groups }) => enough(groups));
  return way ? { by: way.by, groups: allGroups(open, person) } : null;
}

/** By membership; with what escalation adds; with what the fallback adds. */
function waysOf({ request: { chain, step }, escalated, short }: Open, person: Person): Way[] {
  const groups = chain.steps[step]?.groups ?? [];
  const escalates = escalated && chain.escalation !== null && isMember(person, chain.escalation);
  const fallsBack = chain.fallback !== null && isMember(person, chain.fallback);
  const having = (test: (index: number) => boolean) =>
    groups.flatMap((_, index) => (test(index) ? [index] : []));
  const member = (index: number) => groups[index] !== undefined && isMember(person, groups[index].members);
  return [
    { by: "member", groups: having(member) },
    { by: "escalation", groups: having((index) => escalates || member(index)) },
    {
      by: "fallback",
      groups: having((index) => escalates || member(index) || (fallsBack && short.includes(index))),
    },
  ];
}

function allGroups(open: Open, person: Person): number[] {
  return waysOf(open, person).at(-1)?.groups ?? [];
}

/** Would an approval for these groups fill a place that is empty? */
function isUseful({ chain, step, votes }: RequestFacts, groups: readonly number[]): boolean {
  const { quorums, voters } = tallyOf(chain, step, votes);
  return placesFilled(quorums, [...voters, groups]) > placesFilled(quorums, voters);
}

/**
 * Whose place this person may take: of somebody who may decide, is not on the requester's side, and whose say is
 * not used up. Only what is the lender's own is lent, so that nothing is handed on a second time.
 */
function lendersTo(
  { request, people, used, delegations }: Open,
  personId: string,
): { id: string; from: Person }[] {
  return delegations.flatMap(({ id, fromUserId, toUserId }) => {
    const from = people.get(fromUserId);
    if (toUserId !== personId || !from || !mayDecide(from) || used.has(from.id)) return [];
    return request.requesters.some(({ userId }) => userId === from.id) ? [] : [{ id, from }];
  });
}

/**
 * The groups that cannot be filled by whoever is left: who may decide, is not on the requester's side, has not voted and
 * is not away, in their own right or in the place of somebody who is.
 */
function shortGroups(open: Open): number[] {
  const { request, people, used } = open;
  const { quorums, voters } = tallyOf(request.chain, request.step, request.votes);
  const requesters = new Set(request.requesters.map(({ userId }) => userId));
  const left = [...people.values()].filter(
    (person) =>
      mayDecide(person) && !requesters.has(person.id) && !used.has(person.id) && !isAway(open, person.id),
  );
  const groupsLeft = left.map((person) => {
    const standings = [person, ...lendersTo(open, person.id).map(({ from }) => from)];
    return [...new Set(standings.flatMap((standing) => allGroups(open, standing)))];
  });
  return wantingGroups(quorums, [...voters, ...groupsLeft]);
}

function isAway({ delegations }: Open, personId: string): boolean {
  return delegations.some(({ fromUserId }) => fromUserId === personId);
}

function no(cause: CannotCause, reason: string): CanDecide {
  return { ok: false, cause, reason };
}
