import { requirePermission, type Ctx, type Permission } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { approvalsOf, isRestoreToApprove, requiredApprovals, type RevisionFacts } from "./facts";
import { missing } from "./requirements";
import type { RevisionState, RevisionVerb } from "./types";

/** A verdict with the code that a verb refuses with. */
export type Answer =
  { ok: true } | { ok: false; why: string; code: "FORBIDDEN" | "CONFLICT" | "INVALID_INPUT" };

const YES: Answer = { ok: true };

/**
 * Which steps this actor may take now, and why not the others. The verbs ask here before they write, and the
 * page shows the same answers, so that no button is enabled that would be refused.
 */
export function mayDo(ctx: Ctx, facts: RevisionFacts): Record<RevisionVerb, Answer> {
  const allowed = (permission: Permission, answer: () => Answer) => lacking(ctx, permission) ?? answer();
  return {
    edit: allowed("policy.edit", () => edit(ctx, facts)),
    submit: allowed("policy.edit", () => submit(facts)),
    withdraw: allowed("policy.edit", () => inState(facts, ["in_review"]) ?? YES),
    discard: allowed("policy.edit", () => discard(facts)),
    approve: allowed("policy.review", () => approve(ctx, facts)),
    request_changes: allowed("policy.review", () => requestChanges(ctx, facts)),
    publish: allowed("policy.publish", () => publish(facts)),
    schedule: allowed("policy.publish", () => publish(facts)),
    cancel_schedule: allowed("policy.publish", () =>
      facts.scheduled ? YES : conflict(`Revision ${facts.number} is not scheduled.`),
    ),
    promote: allowed("policy.publish", () => inState(facts, ["in_review", "published", "superseded"]) ?? YES),
    drill: allowed("policy.publish", () => inState(facts, ["in_review"]) ?? YES),
    rollback_to: allowed("policy.publish", () => rollbackTo(facts)),
  };
}

/** @throws DomainError with the sentence of the verdict, where it is no. */
export function demand(answer: Answer): void {
  if (!answer.ok) throw new DomainError(answer.code, answer.why);
}

/** The refusal of requirePermission itself, so that page and verb say the same. */
function lacking(ctx: Ctx, permission: Permission): Answer | null {
  try {
    requirePermission(ctx, permission);
    return null;
  } catch (error) {
    if (error instanceof DomainError) return forbidden(error.message);
    throw error;
  }
}

function edit({ actor }: Ctx, facts: RevisionFacts): Answer {
  const fixed = inState(facts, ["draft", "in_review"]);
  if (fixed) return conflict(`${stands(facts)}, so its content stays as it is. Start a new draft from it.`);
  const [environment] = facts.deployedTo;
  if (environment)
    return conflict(
      `Revision ${facts.number} was in force in ${environment}, so its content stays as it is. Start a new draft from it.`,
    );
  if (facts.state === "in_review" && facts.author && facts.author.id !== actor.id)
    return conflict(
      `Revision ${facts.number} is in review: withdraw it first. Only its author, ${facts.author.name}, can save it as it is, which takes it back to draft.`,
    );
  return YES;
}

function submit(facts: RevisionFacts): Answer {
  const wrong = inState(facts, ["draft"]);
  if (wrong) return wrong;
  return facts.hash === null
    ? {
        ok: false,
        code: "INVALID_INPUT",
        why: "The text is not a policy yet: mend what the checks list first.",
      }
    : YES;
}

function discard(facts: RevisionFacts): Answer {
  const wrong = inState(facts, ["draft"]);
  if (wrong) return wrong;
  const [environment] = facts.inForce;
  return environment
    ? conflict(
        `Revision ${facts.number} is in force in ${environment}. Put another one in force there first.`,
      )
    : YES;
}

function approve({ actor }: Ctx, facts: RevisionFacts): Answer {
  if (actor.kind !== "user") return forbidden("Only a person can approve a revision.");
  const wrong = isRestoreToApprove(facts) ? null : inState(facts, ["in_review"]);
  if (wrong) return wrong;
  if (facts.editorIds.has(actor.id))
    return forbidden("You wrote part of this revision, so somebody else has to approve it.");
  return facts.verdicts.some(({ userId, verdict }) => userId === actor.id && verdict === "approve")
    ? conflict("You have approved this content already.")
    : YES;
}

function requestChanges({ actor }: Ctx, facts: RevisionFacts): Answer {
  if (actor.kind !== "user") return forbidden("Only a person can ask for changes.");
  const wrong = inState(facts, ["in_review"]);
  if (wrong) return wrong;
  return facts.editorIds.has(actor.id)
    ? forbidden("You wrote part of this revision: withdraw it to change it.")
    : YES;
}

function publish(facts: RevisionFacts): Answer {
  const wrong = inState(facts, ["in_review"]);
  if (wrong) return wrong;
  const why = missing(facts);
  return why === null ? YES : conflict(why);
}

function rollbackTo(facts: RevisionFacts): Answer {
  if (facts.state === "published") return conflict(`Revision ${facts.number} is in force already.`);
  const wrong = inState(facts, ["superseded", "rolled_back"]);
  if (wrong) return conflict(`${stands(facts)}: only what was in force before can be restored.`);
  if (!facts.signed)
    return conflict(
      `Revision ${facts.number} was never signed, so no gateway would enforce it. Start a new draft from it.`,
    );
  const have = approvalsOf(facts);
  const need = facts.loosens ? requiredApprovals(facts.settings, true) : 0;
  return have < need
    ? conflict(
        `Revision ${facts.number} allows more than what is in force, so ${need} people who wrote none of it have to approve it first, on its page; ${have} did.`,
      )
    : YES;
}

const STANDS: Record<RevisionState, string> = {
  draft: "is a draft",
  in_review: "is in review",
  published: "is published",
  superseded: "is superseded",
  rolled_back: "was rolled back",
  discarded: "is discarded",
};

const NEEDED: Partial<Record<RevisionState, string>> = {
  draft: "a draft",
  in_review: "in review",
  published: "published",
  superseded: "superseded",
};

function stands({ number, state }: Pick<RevisionFacts, "number" | "state">): string {
  return `Revision ${number} ${STANDS[state]}`;
}

function inState(facts: RevisionFacts, states: readonly RevisionState[]): Answer | null {
  if (states.includes(facts.state)) return null;
  const needed = states.map((state) => NEEDED[state] ?? state).join(" or ");
  return conflict(`${stands(facts)}; this takes one that is ${needed}.`);
}

function conflict(why: string): Answer {
  return { ok: false, code: "CONFLICT", why };
}

function forbidden(why: string): Answer {
  return { ok: false, code: "FORBIDDEN", why };
}
