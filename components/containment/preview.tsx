"use client";

import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import type { ReactNode } from "react";
import type { AffectedCall, NamedTarget, StopPreview } from "@/lib/switches/types";
import { getJson } from "../providers/query-provider";
import { shortId } from "../ui/copy-id";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { Skeleton } from "../ui/skeleton";
import { targetsQuery } from "./target";

const REFRESH_MS = 3_000;

/** What exactly would stop, read again and again until it is stopped. */
export function Preview({ targets, freeze }: { targets: readonly NamedTarget[]; freeze: boolean }) {
  const query = targetsQuery(targets);
  const { data, error } = useQuery({
    queryKey: ["containment", "preview", query],
    queryFn: ({ signal }) => getJson<StopPreview>(`/api/console/switches/preview?${query}`, signal),
    enabled: targets.length > 0,
    refetchInterval: REFRESH_MS,
    staleTime: 0,
    placeholderData: (before) => before,
  });
  if (targets.length === 0) return null;
  return (
    <section aria-label="What exactly stops" aria-live="polite" className="grid gap-2">
      <h3 className="text-sm font-medium">What exactly stops</h3>
      {error ? (
        <p className="rounded-md bg-hold-soft px-3 py-2 text-sm text-hold">
          {error.message} What would stop is not known; stopping is still possible.
        </p>
      ) : data ? (
        <Counts preview={data} freeze={freeze} />
      ) : (
        <Skeleton className="h-44" />
      )}
    </section>
  );
}

function Counts({ preview, freeze }: { preview: StopPreview; freeze: boolean }) {
  const { inFlight, queued, held, sessions, agents, tenants } = preview;
  return (
    <div className="divide-y divide-line rounded-md border border-line">
      {tenants !== null && (
        <p className="px-3 py-2 text-sm text-deny">
          {tenants.toLocaleString("en")} {tenants === 1 ? "tenant" : "tenants"}. The numbers below are this
          tenant&apos;s.
        </p>
      )}
      <Line count={inFlight.count} words="in flight" hint="begun, not finished">
        {inFlight.examples.map((it) => (
          <Call key={it.id} call={it} />
        ))}
      </Line>
      <Line count={queued.count} words="queued" hint="approved, not run: refused from now on">
        {queued.examples.map((it) => (
          <Call key={it.id} call={it} />
        ))}
      </Line>
      <Line
        count={held.count}
        words="waiting for people"
        hint={freeze ? "frozen" : "left to be decided, and refused"}
      >
        {held.examples.map((it) => (
          <Call key={it.id} call={it} approval />
        ))}
      </Line>
      <Line count={sessions.count} words={sessions.count === 1 ? "open session" : "open sessions"}>
        {sessions.examples.map(({ id, agentName, label }) => (
          <li key={id} className="flex min-w-0 gap-2">
            <Link
              href={`/sessions/${id}`}
              className="shrink-0 font-mono text-xs underline underline-offset-2"
            >
              {shortId(id)}
            </Link>
            <span className="min-w-0 truncate text-ink-3">
              <SafeText oneLine>{[agentName, label].filter(Boolean).join(" · ")}</SafeText>
            </span>
          </li>
        ))}
      </Line>
      <Line count={agents.count} words={agents.count === 1 ? "agent" : "agents"}>
        {agents.examples.map(({ id, name }) => (
          <li key={id} className="truncate">
            {name}
          </li>
        ))}
      </Line>
    </div>
  );
}

type LineProps = { count: number; words: string; hint?: string; children: readonly ReactNode[] };

/** A number, and behind it some of what it counts. */
function Line({ count, words, hint, children }: LineProps) {
  const head = (
    <>
      <span className="w-10 shrink-0 text-right text-base font-semibold tabular-nums">
        {count.toLocaleString("en")}
      </span>
      <span className="text-sm">{words}</span>
      {hint && <span className="min-w-0 truncate text-xs text-ink-3">{hint}</span>}
    </>
  );
  if (count === 0) return <p className="flex min-h-9 items-center gap-2 px-3 text-ink-3">{head}</p>;
  return (
    <details className="group">
      <summary className="flex min-h-9 cursor-pointer items-center gap-2 px-3 marker:content-none hover:bg-hover">
        {head}
        <span className="ml-auto shrink-0 text-xs text-accent group-open:hidden">Show</span>
        <span className="ml-auto hidden shrink-0 text-xs text-accent group-open:inline">Hide</span>
      </summary>
      <ul className="grid gap-1 px-3 pt-1 pb-2.5 pl-15 text-sm">
        {children}
        {count > children.length && (
          <li className="text-xs text-ink-3">and {(count - children.length).toLocaleString("en")} more</li>
        )}
      </ul>
    </details>
  );
}

function Call({
  call: { id, sessionId, capability, since },
  approval,
}: {
  call: AffectedCall;
  approval?: boolean;
}) {
  const href = approval ? `/approvals/${id}` : sessionId ? `/sessions/${sessionId}?call=${id}` : null;
  return (
    <li className="flex min-w-0 items-baseline gap-2">
      {href ? (
        // Safe because it is one of our own routes.
        <Link
          href={href as Route}
          className="min-w-0 truncate font-mono text-xs underline underline-offset-2"
        >
          {capability}
        </Link>
      ) : (
        <span className="min-w-0 truncate font-mono text-xs">{capability}</span>
      )}
      <RelativeTime at={since} className="shrink-0 text-xs text-ink-3" />
    </li>
  );
}
