import { stopFile } from "../enforce/stop-file";
import { switchesOn, switchSentence } from "../enforce/stopped-by";
import { PASS, type Step } from "./types";

/** Does a switch stop this call, or the file that stops all of them on this machine? */
export const killSwitch: Step = {
  name: "kill_switch",
  run: ({ request, snapshot, now }) => {
    const local = stopFile().reason();
    if (local !== null) return { kind: "refuse", code: "KILL_SWITCH", reason: local };
    const { caller, sessionId, capability } = request;
    const [widest] = switchesOn(snapshot, { agentId: caller.agentId, sessionId, capability }, now);
    if (!widest) return PASS;
    return {
      ...{ kind: "refuse", code: "KILL_SWITCH", reason: switchSentence(widest), stopScope: widest.scope },
    };
  },
};
