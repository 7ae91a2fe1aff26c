import { PASS, type Step } from "./types";

/** Only what is registered can be called, and only while its definition is the one people accepted. */
export const capability: Step = {
  name: "capability",
  run: (call) => {
    const found = call.snapshot.capabilities.get(call.request.capability);
    if (!found) {
      const reason = `There is no tool named ${JSON.stringify(call.request.capability)}. GET /api/v1/tools lists yours.`;
      return { kind: "refuse", code: "UNKNOWN_CAPABILITY", reason };
    }
    call.capability = found;
    if (found.status === "active") return PASS;
    const reason =
      found.suspension === "rejected"
        ? "This tool's definition changed at its upstream, and a person has turned the change down."
        : "This tool's definition changed at its upstream. It is suspended until a person accepts the change.";
    return { kind: "refuse", code: "CAPABILITY_SUSPENDED", reason };
  },
};
