import type { Gate, GateId, PolicyFinding, PolicySource } from "../check-types";
import type { Finding } from "../types";

/** In the order in which they are run and shown. */
export const GATE_ORDER: readonly GateId[] = [
  "schema",
  "types",
  "reachability",
  "risk",
  "reasons",
  "tests",
  "coverage",
];

/** A gate that was run. Errors fail it, warnings don't. */
export function gateOf(id: GateId, findings: readonly PolicyFinding[], passed: string): Gate {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  const counts = [counted(errors, "error"), counted(warnings, "warning")].filter((part) => part !== "");
  const status = errors > 0 ? "failed" : warnings > 0 ? "warning" : "passed";
  return { id, status, summary: counts.length > 0 ? `${counts.join(", ")}.` : passed, findings };
}

export function notRun(id: GateId, why: string): Gate {
  return { id, status: "not_run", summary: why, findings: [] };
}

/** A fault of reading a text, as the finding of a gate. */
export function faultOf(source: PolicySource, { code, line, column, message, fix }: Finding): PolicyFinding {
  return { code, severity: "error", source, line, column, message, fix };
}

function counted(n: number, noun: string): string {
  return n === 0 ? "" : `${n} ${noun}${n === 1 ? "" : "s"}`;
}
