import { quarantineOn, quarantineSentence } from "../enforce/stopped-by";
import { PASS, type Step } from "./types";

/** Is the session held apart? While it is released in stages, what the stage admits goes on to the next steps. */
export const quarantine: Step = {
  name: "quarantine",
  run: ({ request, snapshot }) => {
    const { caller, sessionId, capability } = request;
    const held = quarantineOn(snapshot, { agentId: caller.agentId, sessionId, capability });
    if (!held) return PASS;
    const meta = { incident_id: held.incidentId };
    return { kind: "refuse", code: "QUARANTINED", reason: quarantineSentence(held), meta };
  },
};
