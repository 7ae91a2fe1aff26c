import { BUILT_IN_CHAINS, freezeChain, type FrozenChain, type Requester } from "../approvals";
import { newId } from "../platform/ids";
import { fits } from "../policy";
import type { ApprovalRow } from "./commit";
import { storable } from "./commit/build";
import type { CallInFlight } from "./pipeline/types";

/** The chain that people are asked by, as it stands now; null where the tenant has none of this name. */
export function chainOf({ snapshot, policy }: CallInFlight): FrozenChain | null {
  // The engine gives every REQUIRE_APPROVAL its approval obligation.
  const name = policy!.obligations.approval!.chain;
  const own = snapshot.chains.get(name);
  if (own) return freezeChain(own.spec, name, own.version, policy!.riskLevel);
  const builtIn = Object.hasOwn(BUILT_IN_CHAINS, name) ? BUILT_IN_CHAINS[name] : undefined;
  return builtIn ? freezeChain(builtIn, name, 0, policy!.riskLevel) : null;
}

/** The request for people about a held call. What is in it stays, whatever becomes of chain, agent and session. */
export function approvalRow(call: CallInFlight, chain: FrozenChain): ApprovalRow {
  const { riskLevel, ruleId, reason, obligations } = call.policy!;
  const minutes = obligations.approval!.expiresInMinutes ?? chain.denyAfterMinutes;
  const escalation = chain.escalateAfterMinutes;
  return {
    id: newId(),
    risk_level: riskLevel,
    rule_id: ruleId,
    reason: storable(reason),
    chain,
    requesters: requestersOf(call),
    // A rule may give less time than the chain, so that the end comes before the escalation.
    escalate_seconds: escalation !== null && escalation < minutes ? escalation * 60 : undefined,
    ttl_seconds: minutes * 60,
  };
}

/**
 * The people on the requester's side: who owns the agent, who set it up, for whom its session acts, and who asked for
 * an exception that is in force for this call, though it is too weak to let it through.
 */
function requestersOf({ request, snapshot, session, policyRequest }: CallInFlight): Requester[] {
  const agent = snapshot.agents.get(request.caller.agentId);
  const requesters: Requester[] = [];
  const add = (userId: string | null | undefined, as: Requester["as"]) => {
    if (userId && !requesters.some((known) => known.userId === userId && known.as === as))
      requesters.push({ userId, as });
  };
  add(agent?.ownerId, "owner");
  // Mostly the same person, and the first word says more.
  if (agent?.deployedById !== agent?.ownerId) add(agent?.deployedById, "deployer");
  add(session?.actsForId, "acts_for");
  for (const exception of snapshot.exceptions)
    if (policyRequest && fits(exception, policyRequest)) add(exception.authorId, "exception_author");
  return requesters;
}
