import { compileArguments } from "../../capabilities";
import { hashOf, isObject } from "../../platform/json";
import { PASS, type Step } from "./types";

/** Do the arguments fit the tool's own JSON Schema? Their canonical hash is what approvals are bound to. */
export const argumentsStep: Step = {
  name: "arguments",
  run: (call) => {
    const args = call.request.arguments;
    if (!isObject(args))
      return {
        kind: "refuse",
        code: "INVALID_ARGUMENTS",
        reason: "The arguments must be a JSON object.",
        faults: [{ pointer: "/arguments", detail: "must be an object" }],
      };
    call.arguments = args;
    call.argumentsHash = hashOf(args);
    const { definitionHash, inputSchema } = call.capability!;
    const faults = compileArguments(inputSchema, definitionHash).faults(args);
    if (faults.length === 0) return PASS;
    const reason = `The arguments do not fit the tool's schema: ${faults
      .map(({ pointer, detail }) => `${pointer || "/"} ${detail}`)
      .slice(0, 3)
      .join("; ")}.`;
    return {
      kind: "refuse",
      code: "INVALID_ARGUMENTS",
      reason,
      faults: faults.map(({ pointer, detail }) => ({ pointer: `/arguments${pointer}`, detail })),
    };
  },
};
