import { Download } from "lucide-react";
import type { ReactNode } from "react";
import type { CallInspection } from "@/lib/calls/waterfall/types";
import { JsonViews } from "../../calls/call-arguments";
import { Button } from "../../ui/button";
import { CodeBlock } from "../../ui/code-block";

type Part = "arguments" | "result";

/** Arguments or a result: whole, or where that is too much for a page its beginning and the file. */
export function PayloadView({ call, part }: { call: CallInspection; part: Part }) {
  const payload = call[part];
  const label = part === "arguments" ? "Arguments" : "Result";
  switch (payload.kind) {
    case "none":
      return <JsonViews value={null} label={label} />;
    case "whole":
      return <JsonViews value={payload.value} label={label} />;
    case "cut":
      return (
        <div className="grid gap-2">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p className="text-sm text-ink-2">{sizeOf(payload.bytes)}: this is only the beginning.</p>
            <DownloadLink call={call} part={part}>
              Download all of it
            </DownloadLink>
          </div>
          <CodeBlock code={`${payload.beginning}…`} label={`${label}, its beginning`} wrap />
        </div>
      );
  }
}

type DownloadLinkProps = { call: CallInspection; part: Part | "raw"; children: ReactNode };

export function DownloadLink({ call, part, children }: DownloadLinkProps) {
  return (
    <Button size="sm" asChild className="justify-self-start">
      <a href={`/api/console/sessions/${call.sessionId}/calls/${call.id}/payload?part=${part}`} download>
        <Download aria-hidden /> {children}
      </a>
    </Button>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
