import type { Route } from "next";
import type { ReactNode } from "react";
import type { ImportReport } from "@/lib/capabilities/types";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";

/** What an import or a sync did, by tool name. Nothing new runs before a person has reviewed it. */
export function ImportReportView({ report, action }: { report: ImportReport; action?: ReactNode }) {
  const { added, suspended, restored, retired, unchanged, refused } = report;
  const parts = [
    { label: "New, to be reviewed", tools: added },
    { label: "Changed, and so suspended", tools: suspended },
    { label: "Back as they were accepted", tools: restored },
    { label: "Gone, and so retired", tools: retired },
  ].filter(({ tools }) => tools.length > 0);
  const nothing = parts.length === 0 && refused.length === 0;
  return (
    <div role="status" className="grid gap-3 rounded-md border border-line bg-sunken p-3 text-sm">
      <p className="font-medium">
        <span>
          {nothing ? "Nothing has changed." : summary(report)}
          {unchanged > 0 && (
            <span className="font-normal text-ink-2">
              {" "}
              {unchanged} {unchanged === 1 ? "is" : "are"} as before.
            </span>
          )}
        </span>
      </p>
      {parts.map(({ label, tools }) => (
        <details key={label} open={tools.length <= 24 || undefined}>
          <summary className="cursor-pointer rounded-xs">
            {label}: {tools.length}
          </summary>
          <p className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 font-mono text-xs wrap-anywhere text-ink-2">
            {tools.map((tool) => (
              <span key={tool}>
                <SafeText oneLine>{tool}</SafeText>
              </span>
            ))}
          </p>
        </details>
      ))}
      {refused.length > 0 && (
        <details open>
          <summary className="cursor-pointer rounded-xs text-deny">Refused: {refused.length}</summary>
          <ul className="mt-1 grid gap-1 text-xs">
            {refused.map(({ tool, reason }, index) => (
              <li key={index} className="wrap-anywhere">
                <span className="font-mono">
                  <SafeText oneLine>{tool}</SafeText>
                </span>{" "}
                <span className="text-ink-2">
                  <SafeText>{reason}</SafeText>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {(added.length > 0 || suspended.length > 0 || action) && (
        <div className="flex flex-wrap gap-2">
          {(added.length > 0 || suspended.length > 0) && (
            <Button asChild variant="primary" size="sm">
              <Link href={"/capabilities/review" as Route}>Review {added.length + suspended.length}</Link>
            </Button>
          )}
          {action}
        </div>
      )}
    </div>
  );
}

function summary({ added, suspended, restored, retired, refused }: ImportReport): string {
  const counted = (count: number, words: string) => (count > 0 ? [`${count} ${words}`] : []);
  const parts = [
    ...counted(added.length, "new"),
    ...counted(suspended.length, "suspended"),
    ...counted(restored.length, "restored"),
    ...counted(retired.length, "retired"),
    ...counted(refused.length, "refused"),
  ];
  return `${parts.join(", ")}.`;
}
