import { expireDue } from "../../approvals";
import { withTenant, type Tx } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { isId } from "../../platform/ids";
import { approvalUrl } from "../approval-url";
import { PASS, type CallInFlight, type Step, type Verdict } from "./types";

/**
 * Did people say yes to exactly this call? An approval named by the agent must fit it; without one, an equal
 * call finds its own request: waiting, approved and not yet used, or denied and not to be asked again.
 */
export const approval: Step = {
  name: "approval",
  run: (call) => (call.policy?.action === "REQUIRE_APPROVAL" ? consult(call) : PASS),
};

async function consult(call: CallInFlight): Promise<Verdict> {
  const { caller, approvalId } = call.request;
  const found = await withTenant(caller.tenantId, (tx) =>
    approvalId === undefined ? findEqual(tx, call) : findNamed(tx, call, approvalId),
  );
  if (!found)
    return approvalId === undefined
      ? { kind: "ask" }
      : misfit("No approval of yours has this id.", undefined);
  // An overdue request must not stay the one that equal calls wait on.
  if (found.status === "pending" && found.expiresAt <= call.now) await expireDue(caller.tenantId);
  return judge(call, found);
}

const SELECT = {
  id: true,
  callId: true,
  sessionId: true,
  agentId: true,
  capability: true,
  definitionHash: true,
  argumentsHash: true,
  policyRevisionId: true,
  status: true,
  expiresAt: true,
  grant: { select: { id: true, consumedAt: true, expiresAt: true } },
  votes: { where: { verdict: "deny" }, select: { comment: true } },
} as const;

type Found = NonNullable<Awaited<ReturnType<typeof findEqual>>>;

async function findEqual(tx: Tx, { request, argumentsHash }: CallInFlight) {
  const { caller, sessionId, capability } = request;
  return tx.approval.findFirst({
    where: {
      tenantId: caller.tenantId,
      sessionId,
      agentId: caller.agentId,
      capability,
      argumentsHash: argumentsHash!,
    },
    orderBy: { id: "desc" },
    select: SELECT,
  });
}

async function findNamed(tx: Tx, { request: { caller } }: CallInFlight, id: string): Promise<Found | null> {
  if (!isId(id)) return null;
  const found = await tx.approval.findUnique({ where: { id }, select: SELECT });
  return found?.agentId === caller.agentId ? found : null;
}

function misfit(reason: string, approvalId: string | undefined): Verdict {
  return { kind: "refuse", code: "GRANT_UNAVAILABLE", reason, ...(approvalId ? { approvalId } : {}) };
}

/** Everything an approval is bound to, in the words of what differs; null where all of it fits. */
function difference({ request, capability, argumentsHash, active }: CallInFlight, it: Found): string | null {
  if (it.sessionId !== request.sessionId) return "another session";
  if (it.capability !== request.capability) return "another tool";
  if (it.argumentsHash !== argumentsHash) return "other arguments";
  if (it.definitionHash !== capability!.definitionHash) return "an earlier definition of the tool";
  if (it.policyRevisionId !== (active?.revisionId ?? null)) return "an earlier policy revision";
  return null;
}

function judge(call: CallInFlight, it: Found): Verdict {
  const named = call.request.approvalId !== undefined;
  const differs = difference(call, it);
  if (differs)
    return named
      ? misfit(`The approval is for ${differs}. Call without it to ask anew.`, it.id)
      : { kind: "ask" };
  const waiting = it.expiresAt > call.now;
  switch (it.status) {
    case "pending":
      if (waiting) return attach(it);
      return named ? expired(it) : { kind: "ask" };
    case "approved":
      if (it.grant && !it.grant.consumedAt && it.grant.expiresAt > call.now) {
        call.grant = { approvalId: it.id, grantId: it.grant.id, callId: it.callId };
        return PASS;
      }
      return named
        ? misfit("This approval was used or has lapsed; it covers one call only.", it.id)
        : { kind: "ask" };
    case "denied":
      // While the request could still have been waiting, asking again would only nag the people who said no.
      if (!named && !waiting) return { kind: "ask" };
      return { kind: "refuse", code: "APPROVAL_DENIED", reason: denial(it), approvalId: it.id };
    case "expired":
      return named ? expired(it) : { kind: "ask" };
    case "cancelled":
      return named ? misfit("This request was cancelled.", it.id) : { kind: "ask" };
    default:
      throw new DomainError("INTERNAL", "An approval is in a state that does not exist.");
  }
}

function attach(it: Found): Verdict {
  const { id, callId, expiresAt } = it;
  return {
    kind: "attach",
    callId,
    approval: { id, status: "pending", url: approvalUrl(id), expiresAt: expiresAt.toISOString() },
  };
}

function expired(it: Found): Verdict {
  return {
    kind: "refuse",
    code: "APPROVAL_EXPIRED",
    reason: "Nobody decided in time, so the call is denied.",
    approvalId: it.id,
  };
}

function denial(it: Found): string {
  const comment = it.votes[0]?.comment;
  return comment ? `A reviewer denied this call: ${comment}` : "A reviewer denied this call.";
}
