"use client";

import { TriangleAlert } from "lucide-react";
import type { Route } from "next";
import type { SwitchRow } from "@/lib/switches/types";
import { IN_FLIGHT_WORDS, ORIGIN_WORDS, STATE_WORDS, targetWords } from "@/lib/switches/words";
import { Badge } from "../ui/badge";
import { shortId } from "../ui/copy-id";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { Counters } from "./counters";
import { Restart, type RestartActions } from "./restart";
import { SCOPE_ICONS } from "./target-picker";

/** One stop in force: what, since when, by whom and why, what of it still runs, and the way back. */
export function StopCard({ row, actions }: { row: SwitchRow; actions: RestartActions }) {
  const Icon = SCOPE_ICONS[row.scope];
  return (
    <article
      aria-label={targetWords(row)}
      className="grid gap-3 rounded-lg border border-line bg-surface p-4 shadow-xs"
    >
      <header className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <Icon aria-hidden className="mt-1 size-4 shrink-0 text-deny" />
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold wrap-anywhere">
            <Named row={row} />
          </h2>
          {row.detail && (
            <p className="truncate text-xs text-ink-3">
              <SafeText oneLine>{row.detail}</SafeText>
            </p>
          )}
        </div>
        <Badge tone={row.state === "restarting" ? "hold" : "deny"}>
          {row.state === "restarting" ? `${row.percent} % let through` : STATE_WORDS[row.state]}
        </Badge>
      </header>
      <p className="text-sm wrap-anywhere">
        <SafeText>{row.reason}</SafeText>
      </p>
      <p className="text-xs text-ink-3">
        Set <RelativeTime at={row.setAt} /> {row.setBy ? `by ${row.setBy.name}` : ORIGIN_WORDS[row.origin]} ·{" "}
        {row.expiresAt ? (
          <>
            ends <RelativeTime at={row.expiresAt} />
          </>
        ) : (
          "ends when somebody lifts it"
        )}{" "}
        · begun calls: {IN_FLIGHT_WORDS[row.inFlight].label.toLowerCase()}
        {row.incidentId && (
          <>
            {" · "}
            {/* Safe because it is one of our own routes. */}
            <Link
              href={`/incidents/${row.incidentId}` as Route}
              className="rounded-xs underline underline-offset-2 hover:text-ink"
            >
              its incident
            </Link>
          </>
        )}
      </p>
      {row.effectiveAt === null && (
        <p className="flex items-start gap-2 rounded-md bg-hold-soft px-3 py-2 text-sm text-hold">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {row.origin === "system"
            ? "AgentGate set this by itself. Gateways enforce it from the moment it was set; nobody waited to measure that."
            : "It is not recorded that every gateway has confirmed this one."}
        </p>
      )}
      <Counters id={row.id} />
      <Restart row={row} actions={actions} />
    </article>
  );
}

/** With a link to what it stops, where that has a page. */
function Named({ row }: { row: SwitchRow }) {
  const text = (
    <SafeText oneLine>
      {row.scope === "session" ? `Session ${shortId(row.target ?? "")}` : targetWords(row)}
    </SafeText>
  );
  const href =
    row.scope === "session"
      ? `/sessions/${row.target ?? ""}`
      : row.scope === "agent"
        ? `/sessions?agent=${encodeURIComponent(row.label)}`
        : row.scope === "capability"
          ? `/capabilities?q=${encodeURIComponent(row.label)}`
          : null;
  if (href === null) return text;
  return (
    // Safe because it is one of our own routes.
    <Link href={href as Route} className="rounded-xs underline-offset-2 hover:underline">
      {text}
    </Link>
  );
}
