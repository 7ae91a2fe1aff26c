import { CircleAlert, CircleCheck, CircleDashed, CircleX, type LucideIcon } from "lucide-react";
import type { CheckReport, Gate, GateId, PolicyFinding } from "@/lib/policy/check-types";
import { cn } from "../../ui/cn";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";
import { revisionHref } from "../hrefs";

const NAMES: Record<GateId, string> = {
  schema: "Schema",
  types: "Types of conditions",
  reachability: "Every rule can be reached",
  risk: "No wildcard lets high risk through",
  reasons: "Denials have reasons",
  tests: "Tests pass",
  coverage: "Tests reach the rules",
};

const LOOKS: Record<Gate["status"], { icon: LucideIcon; className: string; word: string }> = {
  passed: { icon: CircleCheck, className: "text-allow", word: "Passed" },
  warning: { icon: CircleAlert, className: "text-hold", word: "Warning" },
  failed: { icon: CircleX, className: "text-deny", word: "Failed" },
  not_run: { icon: CircleDashed, className: "text-ink-3", word: "Not run" },
};

/** The gates' results as they are stored with the revision, each with what it found. */
export function GateList({ report, revisionId }: { report: CheckReport; revisionId: string }) {
  return (
    <ul className="divide-y divide-line">
      {report.gates.map((gate) => {
        const { icon: Icon, className, word } = LOOKS[gate.status];
        return (
          <li key={gate.id} className="grid gap-1.5 px-4 py-2.5">
            <div className="flex items-start gap-2 text-sm">
              <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", className)} />
              <span className="sr-only">{word}: </span>
              <span className="min-w-0 flex-1">
                <span className="font-medium">{NAMES[gate.id]}</span>{" "}
                <span className="text-ink-3">
                  <SafeText oneLine>{gate.summary}</SafeText>
                </span>
              </span>
            </div>
            {gate.findings.length > 0 && (
              <ul className="grid gap-1.5 pl-6">
                {gate.findings.map((finding) => (
                  <Finding
                    key={`${finding.code}:${finding.source}:${finding.line}:${finding.column}`}
                    finding={finding}
                    revisionId={revisionId}
                  />
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Finding({ finding, revisionId }: { finding: PolicyFinding; revisionId: string }) {
  const { source, line, severity, message, fix, code } = finding;
  const tab = source === "tests" ? "tests" : "write";
  return (
    <li className="grid gap-0.5 text-sm">
      <span className="wrap-anywhere">
        <Link
          href={revisionHref(revisionId, { tab }, line)}
          className="rounded-xs font-mono text-xs text-accent underline underline-offset-2"
        >
          {source === "tests" ? "tests " : ""}line {line}
        </Link>{" "}
        <span className={severity === "error" ? "text-deny" : "text-hold"}>
          <span className="sr-only">{severity}: </span>
          <SafeText>{message}</SafeText>
        </span>{" "}
        <code className="font-mono text-2xs text-ink-3">{code}</code>
      </span>
      {fix && (
        <span className="text-xs wrap-anywhere text-ink-3">
          <SafeText>{fix}</SafeText>
        </span>
      )}
    </li>
  );
}
