import { PASS, type Step } from "./types";

/** The key was checked when the request came in; this holds it against the snapshot the decision is made from. */
export const credential: Step = {
  name: "credential",
  run: ({ request: { caller }, snapshot }) =>
    snapshot.keys.get(caller.keyId)?.agentId === caller.agentId && snapshot.agents.has(caller.agentId)
      ? PASS
      : { kind: "refuse", code: "UNAUTHENTICATED", reason: "The agent or its API key was disabled." },
};
