import type { Actor, Ctx } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { STEP_UP_MS } from "./schemas";

/** Whether this session proved within the last fifteen minutes who the person is. A minute ahead is a clock, more is none. */
export function provedRecently(actor: Actor, now = Date.now()): boolean {
  if (actor.kind !== "user" || actor.authenticatedAt === undefined) return false;
  const age = now - actor.authenticatedAt;
  return age < STEP_UP_MS && age >= -60_000;
}

/** @throws DomainError STEP_UP_REQUIRED, also for who is no person: nobody else can prove it. */
export function requireRecentProof(ctx: Ctx, now = Date.now()): void {
  if (provedRecently(ctx.actor, now)) return;
  throw new DomainError(
    "STEP_UP_REQUIRED",
    `Prove again who you are: this needs a proof that is less than ${STEP_UP_MS / 60_000} minutes old.`,
  );
}
