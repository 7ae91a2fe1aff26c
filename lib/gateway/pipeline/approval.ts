import { settleDue } from "../../approvals";
import { clockOf, effectiveStatus } from "../../calls";
import { Prisma, withTenant, type Tx } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { isId } from "../../platform/ids";
import type { PolicyDecision } from "../../policy";
import { approvalUrl } from "../approval-url";
import { chainOf } from "../ask";
import { saidOf, type EndingVote } from "../said";
import { PASS, type CallInFlight, type Step, type Verdict } from "./types";

/**
 * Did people say yes to exactly this call? An approval named by the agent must fit it; without one, an equal
 * call finds its own request: waiting, approved and not yet used, or denied and not to be asked again.
 */
export const approval: Step = {
  name: "approval",
  run: (call) => (asksPeople(call) || call.request.approvalId !== undefined ? consult(call) : PASS),
};

/** Where it doesn't any more, an approval that is named is used all the same: its call must not run beside it. */
function asksPeople({ policy }: CallInFlight): boolean {
  return policy?.action === "REQUIRE_APPROVAL";
}

async function consult(call: CallInFlight): Promise<Verdict> {
  const { caller, approvalId } = call.request;
  const found = await withTenant(caller.tenantId, (tx) =>
    approvalId === undefined ? findEqual(tx, call) : findNamed(tx, call, approvalId),
  );
  if (!found)
    return approvalId === undefined ? ask(call) : misfit("No approval of yours has this id.", undefined);
  // An overdue request must not stay the one that equal calls wait on.
  if (found.status === "pending" && effectiveStatus(found, found.now) === "expired")
    await settleDue(caller.tenantId);
  return judge(call, found);
}

type Found = {
  id: string;
  callId: string;
  sessionId: string;
  agentId: string;
  capability: string;
  definitionHash: string;
  argumentsHash: string;
  policyRevisionId: string | null;
  ruleId: string | null;
  riskLevel: string;
  chain: string;
  status: string;
  cancelCause: string | null;
  expiresAt: Date;
  frozenAt: Date | null;
  grant: { id: string; consumed: boolean; expiresAt: string } | null;
  votes: EndingVote[];
  /** By the clock that wrote the other times: this process's own may be wrong. */
  now: Date;
};

/** One round trip: ten calls that race for one grant read it twenty times. */
async function find(tx: Tx, which: Prisma.Sql): Promise<Found | null> {
  const rows = await tx.$queryRaw<Found[]>`
    SELECT a.id, a.call_id AS "callId", a.session_id AS "sessionId", a.agent_id AS "agentId", a.capability,
      a.definition_hash AS "definitionHash", a.arguments_hash AS "argumentsHash",
      a.policy_revision_id AS "policyRevisionId", a.rule_id AS "ruleId", a.risk_level AS "riskLevel",
      a.chain ->> 'name' AS chain, a.status, a.cancel_cause AS "cancelCause", a.expires_at AS "expiresAt",
      a.frozen_at AS "frozenAt", clock_timestamp() AS now,
      (SELECT json_build_object('id', g.id, 'consumed', g.consumed_at IS NOT NULL, 'expiresAt', g.expires_at)
       FROM grants g WHERE g.approval_id = a.id) AS grant,
      (SELECT coalesce(json_agg(json_build_object('verdict', v.verdict, 'reason', v.reason, 'comment', v.comment,
         'changes', v.changes) ORDER BY v.id), '[]')
       FROM approval_votes v WHERE v.approval_id = a.id AND v.verdict <> 'approve') AS votes
    FROM approvals a WHERE ${which} ORDER BY a.id DESC LIMIT 1`;
  return rows[0] ?? null;
}

function findEqual(tx: Tx, { request, argumentsHash }: CallInFlight): Promise<Found | null> {
  const { caller, sessionId, capability } = request;
  return find(
    tx,
    Prisma.sql`a.tenant_id = ${caller.tenantId}::uuid AND a.session_id = ${sessionId}::uuid
      AND a.agent_id = ${caller.agentId}::uuid AND a.capability = ${capability} AND a.arguments_hash = ${argumentsHash}`,
  );
}

async function findNamed(tx: Tx, { request: { caller } }: CallInFlight, id: string): Promise<Found | null> {
  if (!isId(id)) return null;
  const found = await find(tx, Prisma.sql`a.id = ${id}::uuid`);
  return found?.agentId === caller.agentId ? found : null;
}

/**
 * A new request, where there is somebody to ask: a rule that names a chain there isn't must not let a call wait for nobody.
 * @param instead the request of an equal call that cannot let this one run any more, though it waits.
 */
function ask(call: CallInFlight, instead?: { approvalId: string; cause: string }): Verdict {
  const chain = chainOf(call);
  if (chain) return { kind: "ask", chain, ...(instead && { instead }) };
  const { ruleId, obligations } = call.policy!;
  return {
    kind: "refuse",
    code: "CHAIN_UNKNOWN",
    reason: `The policy asks the approval chain ${obligations.approval!.chain}, which does not exist here, so the call is denied.`,
    ruleId,
  };
}

function misfit(reason: string, approvalId: string | undefined): Verdict {
  return { kind: "refuse", code: "GRANT_UNAVAILABLE", reason, ...(approvalId ? { approvalId } : {}) };
}

/** Everything an approval is bound to, in the words of what differs; null where all of it fits. */
function difference(call: CallInFlight, it: Found): string | null {
  const { request, capability, argumentsHash, active } = call;
  if (it.sessionId !== request.sessionId) return "another session";
  if (it.capability !== request.capability) return "another tool";
  if (it.argumentsHash !== argumentsHash) return "other arguments";
  if (it.definitionHash !== capability!.definitionHash) return "an earlier definition of the tool";
  if (it.policyRevisionId !== (active?.revisionId ?? null)) return "an earlier policy revision";
  return asksPeople(call) ? otherNeed(call.policy!, it) : null;
}

/**
 * Whether people would be asked for another reason now, though nothing else changed: what a rule reads of session, context
 * and time, or the tool's rating. A chain that was edited is no other one: a request keeps it as it was.
 */
function otherNeed({ ruleId, riskLevel, obligations }: PolicyDecision, it: Found): string | null {
  if (it.ruleId !== ruleId) return "what another rule asks";
  if (it.chain !== obligations.approval!.chain) return "another approval chain";
  if (it.riskLevel !== riskLevel) return `the tool while its risk was ${it.riskLevel}`;
  return null;
}

function judge(call: CallInFlight, it: Found): Verdict {
  const named = call.request.approvalId !== undefined;
  const differs = difference(call, it);
  if (differs) {
    if (named) return misfit(`The approval is for ${differs}. Call without it to ask anew.`, it.id);
    const cause = `The agent had to ask anew, because this was for ${differs}.`;
    return ask(call, it.status === "pending" ? { approvalId: it.id, cause } : undefined);
  }
  const waiting = it.expiresAt > clockOf(it, it.now);
  switch (it.status) {
    case "pending":
      if (waiting) return attach(it);
      return named ? ended(it, "expired") : ask(call);
    case "approved":
      if (it.grant && !it.grant.consumed && new Date(it.grant.expiresAt) > it.now) {
        call.grant = { approvalId: it.id, grantId: it.grant.id, callId: it.callId };
        return PASS;
      }
      return named
        ? misfit("This approval was used or has lapsed; it covers one call only.", it.id)
        : ask(call);
    case "denied":
    case "changes_requested":
      // While the request could still have been waiting, asking again would only nag the people who said no.
      return named || waiting ? ended(it) : ask(call);
    case "expired":
    case "cancelled":
      return named ? ended(it) : ask(call);
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

function ended(it: Found, status = it.status): Verdict {
  return { kind: "refuse", approvalId: it.id, ...saidOf({ ...it, status }) };
}
