import { withTenant } from "../../platform/db";
import { hashOf } from "../../platform/json";
import { PASS, type Step } from "./types";

/** The same key with the same request is the same call; with another request it is a mistake, and refused. */
export const idempotency: Step = {
  name: "idempotency",
  run: async (call) => {
    const { caller, idempotencyKey: key, sessionId, capability, arguments: args, context } = call.request;
    if (key === undefined) return PASS;
    call.requestHash = hashOf({ sessionId, capability, arguments: args, context: context ?? {} });
    const where = { tenantId_agentId_key: { tenantId: caller.tenantId, agentId: caller.agentId, key } };
    const used = await withTenant(caller.tenantId, (tx) => tx.idempotencyKey.findUnique({ where }));
    if (!used) return PASS;
    if (used.requestHash === call.requestHash) return { kind: "replay", callId: used.callId };
    const reason = "This idempotency key was used for another request. Use a new key for each new request.";
    return { kind: "refuse", code: "IDEMPOTENCY_MISMATCH", reason };
  },
};
