import { effectiveStatus } from "../calls";
import type { CanDecide } from "./types";

export type Decider = { id: string; roles: readonly string[] };

export type DecidableRequest = {
  status: string;
  expiresAt: Date;
  eligibleRole: string;
  requesterUserIds: readonly string[];
  votes: readonly { userId: string; verdict: string }[];
};

/**
 * May this person decide this request now? The verbs, the console's buttons and the list of who can decide
 * all ask here, so that a button is never enabled where the verb would refuse.
 * @param now the database's time.
 */
export function canDecide(person: Decider, request: DecidableRequest, now: Date): CanDecide {
  const status = effectiveStatus(request, now);
  if (status === "expired") return no("expired", "Nobody decided in time, so this was denied.");
  if (status !== "pending") return no("decided", `This is already ${status}.`);
  if (request.requesterUserIds.includes(person.id)) {
    return no("requester", "This agent acts for you, so somebody else has to decide.");
  }
  if (!person.roles.includes(request.eligibleRole)) {
    return no("role", `Deciding this needs the role ${request.eligibleRole}, which you don't have here.`);
  }
  const own = request.votes.find((vote) => vote.userId === person.id);
  if (own) return no("voted", "You have approved this; it waits for another person.");
  return { ok: true };
}

function no(cause: Exclude<CanDecide, { ok: true }>["cause"], reason: string): CanDecide {
  return { ok: false, cause, reason };
}
