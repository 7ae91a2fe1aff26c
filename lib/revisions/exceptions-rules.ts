import { can, type Ctx } from "../platform/ctx";
import type { PolicyException } from "../platform/db";
import type { Answer } from "./may-do";
import type { ExceptionStatus } from "./types";

type Facts = Pick<
  PolicyException,
  "createdById" | "expiresAt" | "approverIds" | "requiredApprovers" | "revokedAt"
>;

/** What an exception is at this moment. Nothing has to happen for one to expire. */
export function statusOf(facts: Facts, now: Date): ExceptionStatus {
  if (facts.revokedAt) return "revoked";
  if (facts.expiresAt <= now) return "expired";
  return new Set(facts.approverIds).size >= facts.requiredApprovers ? "active" : "waiting";
}

/** How many people other than its creator have to approve one: what cannot be taken back or lessened needs two. */
export function requiredApprovers(riskLevel: string | null): number {
  return riskLevel === "CRITICAL" ? 2 : 1;
}

/** May this actor approve it now? The verb and the page's button both ask here. */
export function mayApprove(ctx: Ctx, facts: Facts, now: Date): Answer {
  const { actor } = ctx;
  if (!can(actor, "policy.review")) return forbidden("Approving this needs a role that reviews policies.");
  const status = statusOf(facts, now);
  if (status === "revoked" || status === "expired") return conflict(`This exception is ${status}.`);
  if (facts.createdById === actor.id)
    return forbidden("You asked for this exception, so somebody else has to approve it.");
  if (facts.approverIds.includes(actor.id)) return conflict("You have approved this exception already.");
  return status === "active" ? conflict("Enough people have approved this exception.") : YES;
}

/** May this actor end it now? */
export function mayRevoke(ctx: Ctx, facts: Facts, now: Date): Answer {
  if (facts.createdById !== ctx.actor.id && !can(ctx.actor, "policy.except"))
    return forbidden("Ending this needs a role that makes exceptions, or to be the one who asked for it.");
  const status = statusOf(facts, now);
  return status === "revoked" || status === "expired"
    ? conflict(`This exception is ${status} already.`)
    : YES;
}

const YES: Answer = { ok: true };

function forbidden(why: string): Answer {
  return { ok: false, why, code: "FORBIDDEN" };
}

function conflict(why: string): Answer {
  return { ok: false, why, code: "CONFLICT" };
}
