import type { ApprovalStatus } from "../calls";
import { waitsFor } from "./progress";
import type { RequestFacts } from "./request-facts";
import type { Person, RequesterKind } from "./types";

/** Why somebody may not decide: one sentence each, for the person themselves. */
export const CLOSED: Readonly<Record<Exclude<ApprovalStatus, "pending">, string>> = {
  approved: "This is already approved.",
  denied: "This is already denied.",
  changes_requested: "This was sent back for changes already.",
  expired: "Nobody decided in time, so this was denied.",
  cancelled: "This is already cancelled.",
};

export const FROZEN =
  "A stop covers this call, so it cannot be approved until that is lifted. It can be denied.";

/** The same, naming what stops it. */
export function sayFrozen(by: string): string {
  return `${by} is stopped, so this cannot be approved until that is lifted. It can be denied.`;
}

export const REQUESTER: Readonly<Record<RequesterKind, string>> = {
  owner: "You own the agent that asks, so somebody else has to decide.",
  deployer: "You set up the agent that asks, so somebody else has to decide.",
  acts_for: "The agent acts for you here, so somebody else has to decide.",
  exception_author: "You wrote the exception that this call comes under, so somebody else has to decide.",
};

export const NO_PERMISSION = "Deciding needs the role reviewer or admin, which you don't have here.";

export function sayVoted(
  request: RequestFacts,
  personId: string,
  people: ReadonlyMap<string, Person>,
): string {
  const vote = request.votes.find(({ userId, forUserId }) => userId === personId || forUserId === personId);
  if (vote && vote.userId !== personId)
    return `${people.get(vote.userId)?.name ?? "Somebody"} has decided in your place.`;
  if (vote?.verdict === "deny") {
    const more =
      request.chain.denyThreshold - request.votes.filter(({ verdict }) => verdict === "deny").length;
    return `You have denied this; it takes ${more} more ${more === 1 ? "denial" : "denials"} to end it.`;
  }
  return `You have approved this; it waits for ${either(waitsFor(request))}.`;
}

export function sayNotInGroup(request: RequestFacts): string {
  return `This step needs ${either(waitsFor(request))}.`;
}

export function sayCovered(request: RequestFacts): string {
  return `The part you could fill has its approvals already; it waits for ${either(waitsFor(request))}.`;
}

/** @param step the one whose turn is theirs, from 0. */
export function sayLater(request: RequestFacts, step: number): string {
  return `This waits for ${either(waitsFor(request))} first; your turn comes at step ${step + 1}.`;
}

function either(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? "another person";
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
