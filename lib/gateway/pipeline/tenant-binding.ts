import { LRUCache } from "lru-cache";
import { singleton } from "../../platform/singleton";
import { findSession, type SessionFacts } from "../../sessions";
import { PASS, type Step } from "./types";

/** A session is bound to one tenant and agent for ever, so only that it ended can go stale; the commit checks that. */
function cache(): LRUCache<string, SessionFacts> {
  return singleton(
    "gateway-sessions",
    () => new LRUCache<string, SessionFacts>({ max: 20_000, ttl: 60_000 }),
  );
}

/** Drops what is remembered of a session, when the commit found it ended. */
export function forgetSession(tenantId: string, sessionId: string): void {
  cache().delete(`${tenantId}:${sessionId}`);
}

/** Whose session is it? Another tenant's session and none at all get the same answer. */
export const tenantBinding: Step = {
  name: "tenant_binding",
  run: (call) => {
    const { caller, sessionId } = call.request;
    const known = cache().get(`${caller.tenantId}:${sessionId}`);
    if (known) return bind(call, known);
    return findSession(caller.tenantId, sessionId).then((found) => {
      if (found) cache().set(`${caller.tenantId}:${sessionId}`, found);
      return bind(call, found);
    });
  },
};

function bind(call: Parameters<Step["run"]>[0], session: SessionFacts | null): ReturnType<Step["run"]> {
  if (session?.agentId !== call.request.caller.agentId)
    return {
      kind: "refuse",
      code: "SESSION_MISMATCH",
      reason: "This session does not exist or is not this agent's. Open one with POST /api/v1/sessions.",
    };
  if (session.endedAt)
    return { kind: "refuse", code: "SESSION_ENDED", reason: "This session has ended. Open a new one." };
  call.session = session;
  return PASS;
}
