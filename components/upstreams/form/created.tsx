"use client";

import { CircleCheck } from "lucide-react";
import type { Route } from "next";
import type { ImportReport } from "@/lib/capabilities/types";
import type { UpstreamKind } from "@/lib/upstreams/types";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/field";
import { Link } from "../../ui/link";
import { ImportReportView } from "../openapi/import-report";

type CreatedProps = {
  id: string;
  name: string;
  kind: UpstreamKind;
  report: ImportReport | null;
  problem: string | null;
};

/** What stands after an upstream was created: what came in, or why nothing did, and where to go on. */
export function Created({ id, name, kind, report, problem }: CreatedProps) {
  const page = `/upstreams/${id}`;
  return (
    <div className="grid max-w-2xl gap-4 px-4 py-4 md:px-6">
      <h2 className="flex items-center gap-2 text-lg font-semibold" tabIndex={-1}>
        <CircleCheck aria-hidden className="size-5 text-allow" />
        {name} is set up
      </h2>
      {problem && (
        <FormError>
          It was created, but its tools could not be read: {problem} You can try again on its page.
        </FormError>
      )}
      {report && <ImportReportView report={report} />}
      {!report && !problem && kind === "http" && (
        <p className="text-sm text-ink-2">
          It has no capabilities yet: import its OpenAPI document to choose what agents may ask for.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button asChild {...(!report && { variant: "primary" as const })}>
          {/* Safe because each is one of our own routes. */}
          <Link href={(!report && kind === "http" ? `${page}?tab=document` : page) as Route}>
            {!report && kind === "http" ? "Import a document" : "Open the upstream"}
          </Link>
        </Button>
        <Button asChild variant="ghost">
          <Link href={"/upstreams" as Route}>All upstreams</Link>
        </Button>
      </div>
    </div>
  );
}
