import { PASS, type CallInFlight, type Step } from "./types";

/** Does a switch stop this call? Broadest first, so that the reason an agent reads is the widest stop. */
export const killSwitch: Step = {
  name: "kill_switch",
  run: (call) => {
    if (call.snapshot.switches.length === 0) return PASS;
    for (const scope of ["global", "tenant", "agent", "upstream", "capability", "session"]) {
      const target = targetOf(scope, call);
      const hit = call.snapshot.switches.find(
        (it) => it.scope === scope && it.target === target && (!it.expiresAt || it.expiresAt > call.now),
      );
      if (hit) return { kind: "refuse", code: "KILL_SWITCH", reason: `Stopped (${scope}): ${hit.reason}` };
    }
    return PASS;
  },
};

function targetOf(scope: string, { request, snapshot }: CallInFlight): string | null {
  switch (scope) {
    case "agent":
      return request.caller.agentId;
    case "capability":
      return request.capability;
    case "upstream":
      return snapshot.capabilities.get(request.capability)?.upstream.slug ?? "";
    case "session":
      return request.sessionId;
    default:
      return null;
  }
}
