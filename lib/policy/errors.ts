import { DomainError } from "../platform/errors";
import type { Finding } from "./types";

/** Beyond this many, further findings help nobody and only cost. */
export const MAX_FINDINGS = 50;

/** A document that is not a policy. INVALID_INPUT; `findings` holds at least one, in the order of the text. */
export class PolicyError extends DomainError {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const shown = [...findings].sort((a, b) => a.line - b.line || a.column - b.column).slice(0, MAX_FINDINGS);
    const [first] = shown;
    const more = findings.length > 1 ? ` (${findings.length - 1} more)` : "";
    super("INVALID_INPUT", first ? sentence(first) + more : "The policy is not valid.", {
      faults: shown.map((finding) => ({ pointer: "", detail: sentence(finding) })),
    });
    this.name = "PolicyError";
    this.findings = shown;
  }
}

function sentence(finding: Finding): string {
  return `Line ${finding.line}, column ${finding.column}: ${finding.message} ${finding.fix}`;
}
