import { type PolicyRequest, readsOfSession } from "../../policy";
import { countDecisions, sessionTaint } from "../../sessions";
import { environmentOf, type ActivePolicy } from "../snapshot";
import type { CallInFlight } from "./types";

/**
 * What the engine is to judge. Asks the database only where a rule that could match reads what the session has done,
 * and answers at once everywhere else.
 */
export function policyRequest(
  call: CallInFlight,
  { compiled }: ActivePolicy,
): PolicyRequest | Promise<PolicyRequest> {
  const { request, capability } = call;
  const reads = readsOfSession(compiled, request.caller.agentName, capability!.name);
  if (!reads.counts && !reads.taint) return build(call, { taint: [] });
  return sessionState(call, reads).then((state) => build(call, state));
}

type State = Pick<PolicyRequest["session"], "taint" | "counts">;

async function sessionState(call: CallInFlight, reads: { counts: boolean; taint: boolean }): Promise<State> {
  const { tenantId } = call.request.caller;
  const { id } = call.session!;
  const { name } = call.capability!;
  const taint = reads.taint ? await sessionTaint(tenantId, id) : [];
  if (!reads.counts) return { taint };
  const argumentsHash = call.argumentsHash!;
  return {
    taint,
    counts: await countDecisions({ tenantId, sessionId: id, capability: name, argumentsHash }),
  };
}

function build(call: CallInFlight, state: State): PolicyRequest {
  const { request, snapshot, now, arguments: args } = call;
  const { name, operation, riskLevel, reversible, scope, idempotent, requiresApproval, upstream } =
    call.capability!;
  const { id, kind, startedAt } = call.session!;
  const { agentId, agentName } = request.caller;
  return {
    principal: { id: agentId, name: agentName },
    tenant: { id: snapshot.tenantId, slug: snapshot.slug },
    session: { id, kind, startedAt, ...state },
    capability: {
      name,
      upstream: upstream.slug,
      operation,
      riskLevel,
      reversible,
      scope,
      idempotent,
      requiresApproval,
    },
    args,
    context: request.context ?? {},
    env: { name: environmentOf(snapshot, agentId) },
    now,
  };
}
