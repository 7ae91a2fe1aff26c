"use client";

import { OctagonAlert, TriangleAlert } from "lucide-react";
import type { Route } from "next";
import { useState } from "react";
import type { AlertRow } from "@/lib/alerts/types";
import { alertHref } from "@/lib/alerts/words";
import type { IncidentChip } from "@/lib/incidents/types";
import { isOver } from "@/lib/incidents/words";
import type { Verdict } from "@/lib/revisions/types";
import { IncidentChips } from "../incidents/chips";
import { declareIncident } from "../incidents/declare";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";

/** An alert with the incidents that were opened of it or that it was linked to. */
export type ShownAlert = AlertRow & { incidents: readonly IncidentChip[] };

type AlertListProps = {
  /** Null: not read yet. */
  rows: readonly ShownAlert[] | null;
  failed: boolean;
  may: Verdict;
  /** Whether the reader may make an incident of one. */
  mayOpen: Verdict;
  onAcknowledge: (id: string) => Promise<void>;
};

/** The open alerts, newest first. Each ends by itself when its cause does; acknowledging says that somebody is on it. */
export function AlertList({ rows, failed, may, mayOpen, onAcknowledge }: AlertListProps) {
  return (
    <>
      <div className="flex items-baseline justify-between gap-3 border-b border-line px-4 py-2.5">
        <h2 className="text-sm font-semibold">Alerts</h2>
        {rows && rows.length > 0 && (
          <p className="text-xs text-ink-3 tabular-nums">
            {rows.length === 50 ? "The newest 50" : `${rows.length} open`}
          </p>
        )}
      </div>
      {rows === null ? (
        <p role="status" className="px-4 py-8 text-center text-sm text-ink-3">
          {failed ? "The alerts could not be read. They are asked for again." : "Reading…"}
        </p>
      ) : rows.length === 0 ? (
        <p className="px-4 py-8 text-center text-sm text-pretty text-ink-3">
          Nothing is wrong that we know of. Upstreams that go down, tools that change, credentials that cannot
          be issued and notifications that nobody gets appear here.
        </p>
      ) : (
        <ul aria-label="Open alerts">
          {rows.map((row) => (
            <Alert key={row.id} row={row} may={may} mayOpen={mayOpen} onAcknowledge={onAcknowledge} />
          ))}
        </ul>
      )}
      {rows && rows.length > 0 && !may.ok && (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-3">{may.why}</p>
      )}
    </>
  );
}

function Alert({
  row,
  may,
  mayOpen,
  onAcknowledge,
}: {
  row: ShownAlert;
  may: Verdict;
  mayOpen: Verdict;
  onAcknowledge: (id: string) => Promise<void>;
}) {
  const [pending, setPending] = useState(false);
  const critical = row.severity === "critical";
  const Icon = critical ? OctagonAlert : TriangleAlert;
  return (
    <li
      className={cn(
        "flex gap-3 border-b border-line px-4 py-3 last:border-b-0",
        row.acknowledgedAt && "bg-sunken",
      )}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", critical ? "text-deny" : "text-hold")} />
      <div className="grid min-w-0 flex-1 gap-1">
        {/* Safe because each is one of our own routes. */}
        <Link
          href={alertHref(row.subject) as Route}
          className="rounded-xs text-sm font-medium wrap-anywhere underline-offset-2 hover:underline"
        >
          <span className="sr-only">{critical ? "Critical: " : "Warning: "}</span>
          <SafeText>{row.title}</SafeText>
        </Link>
        {row.detail && (
          <p className="line-clamp-4 text-xs wrap-anywhere text-ink-2" title={row.detail}>
            <SafeText>{row.detail}</SafeText>
          </p>
        )}
        <IncidentChips chips={row.incidents} />
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-xs text-ink-3">
          <RelativeTime at={row.createdAt} />
          {/* The one that is at work on it is the place for more. */}
          {row.incidents.every(({ status }) => isOver(status)) && (
            <Button
              variant="ghost"
              size="sm"
              className="ml-auto"
              disabled={!mayOpen.ok}
              {...(!mayOpen.ok && { title: mayOpen.why })}
              aria-label={`Open incident: ${row.title}`}
              onClick={() => declareIncident({ title: row.title.slice(0, 200), alertId: row.id })}
            >
              Open incident
            </Button>
          )}
          {row.acknowledgedAt ? (
            <span>Seen to{row.acknowledgedBy ? ` by ${row.acknowledgedBy}` : ""}</span>
          ) : (
            <Button
              size="sm"
              pending={pending}
              disabled={!may.ok}
              aria-label={`Acknowledge: ${row.title}`}
              onClick={() => {
                setPending(true);
                void onAcknowledge(row.id).finally(() => setPending(false));
              }}
            >
              Acknowledge
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}
