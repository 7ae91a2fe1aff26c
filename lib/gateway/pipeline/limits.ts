import { termsWords, whomWords } from "../../limits";
import { withTenant } from "../../platform/db";
import { isId } from "../../platform/ids";
import { applicable, type Due } from "../limits/applicable";
import { limitName } from "../limits/headers";
import { take } from "../limits/take";
import { PASS, type CallInFlight, type Step, type Verdict } from "./types";

/**
 * Does the call fit every limit of its tenant, agent, capability and upstream? It takes a token of each or of none, at
 * once on all processes. Before the policy, so that a call that is refused there has paid as well.
 */
export const limits: Step = {
  name: "limits",
  run: (call) => {
    const { request, snapshot } = call;
    if (snapshot.limits.length === 0) return PASS;
    const due = applicable(snapshot, request.caller.agentId, request.capability).filter(
      ({ limit }) => !request.purse?.paid.has(limit.id),
    );
    return due.length === 0 ? PASS : pay(call, due);
  },
};

async function pay(call: CallInFlight, due: readonly Due[]): Promise<Verdict> {
  const { caller, purse } = call.request;
  if (await paidWhenHeld(call)) return PASS;
  const { ok, states } = await take(caller.tenantId, due);
  for (const state of states) {
    purse?.states.set(state.limit.id, state);
    if (ok) purse?.paid.add(state.limit.id);
  }
  if (ok) return PASS;
  const empty = states.reduce((one, other) => (other.waitSeconds > one.waitSeconds ? other : one));
  const retryAfterSeconds = Math.max(1, Math.ceil(empty.waitSeconds));
  const reason = `The limit of ${termsWords(empty.limit)}, ${whomWords(empty.limit)}, is used up. Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? "second" : "seconds"}.`;
  return {
    kind: "refuse",
    code: "RATE_LIMITED",
    reason,
    retryAfterSeconds,
    meta: { limit: limitName(empty.limit) },
  };
}

/** A call that comes back with the yes it was held for paid when it was held. Whether the yes fits is a later step's. */
async function paidWhenHeld({ request }: CallInFlight): Promise<boolean> {
  const { caller, approvalId, sessionId, capability } = request;
  if (approvalId === undefined || !isId(approvalId)) return false;
  const { tenantId, agentId } = caller;
  const where = { id: approvalId, tenantId, agentId, sessionId, capability, status: "approved" };
  const found = await withTenant(tenantId, (tx) =>
    tx.approval.count({ where: { ...where, grant: { consumedAt: null } } }),
  );
  return found > 0;
}
