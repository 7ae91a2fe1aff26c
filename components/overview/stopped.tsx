import { CircleCheck, OctagonX, ShieldAlert } from "lucide-react";
import type { Route } from "next";
import type { ReactNode } from "react";
import { Panel } from "../page/panel";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import type { Stopped as StoppedFacts } from "./types";

const SCOPES: Record<string, string> = {
  global: "Everything, for all tenants",
  tenant: "Everything of this tenant",
  agent: "Agent",
  capability: "Tool",
  upstream: "Upstream",
  session: "Session",
};
const WHOLE = ["global", "tenant"];

/** What is stopped now, by people or by itself. */
export function Stopped({ stopped: { switches, quarantines, stopFileSince } }: { stopped: StoppedFacts }) {
  const unknown = switches === null || quarantines === null;
  const nothing = switches?.count === 0 && quarantines?.count === 0 && stopFileSince === null;
  return (
    <Panel title="Stopped" flush>
      {nothing && (
        <p className="flex items-center gap-2 px-4 py-4 text-sm text-ink-2">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-allow" />
          Nothing is stopped.
        </p>
      )}
      {unknown && (
        <p className="px-4 py-4 text-sm text-ink-3">Your roles do not show all of what is stopped.</p>
      )}
      {!nothing && (
        <ul>
          {stopFileSince !== null && (
            <Row
              icon={<OctagonX aria-hidden className="size-4 shrink-0 text-deny" />}
              href="/switches"
              since={stopFileSince}
              note="By a stop file"
            >
              Everything, for all tenants
            </Row>
          )}
          {switches?.rows.map(({ id, scope, label, setAt, percent }) => (
            <Row
              key={id}
              icon={<OctagonX aria-hidden className="size-4 shrink-0 text-deny" />}
              href="/switches"
              since={setAt}
              note={percent > 0 ? `${percent} % of sessions let through again` : undefined}
            >
              {SCOPES[scope] ?? scope}
              {!WHOLE.includes(scope) && (
                <>
                  {" "}
                  <SafeText oneLine>{label}</SafeText>
                </>
              )}
            </Row>
          ))}
          {quarantines?.rows.map(({ id, agent, incidentId, incidentRef, openedAt, admits }) => (
            <Row
              key={id}
              icon={<ShieldAlert aria-hidden className="size-4 shrink-0 text-hold" />}
              href={`/incidents/${incidentId}`}
              since={openedAt}
              note={`Quarantined, ${incidentRef}${admits === "nothing" ? "" : ", being released"}`}
            >
              Session of <SafeText oneLine>{agent}</SafeText>
            </Row>
          ))}
        </ul>
      )}
      <More shown={switches} what="stop" href="/switches" />
      <More shown={quarantines} what="quarantined session" href="/sessions?status=quarantined" />
    </Panel>
  );
}

type RowProps = {
  icon: ReactNode;
  href: string;
  since: string;
  note?: string | undefined;
  children: ReactNode;
};

function Row({ icon, href, since, note, children }: RowProps) {
  return (
    <li className="border-b border-line last:border-b-0">
      {/* Safe because it is built from our own routes. */}
      <Link
        href={href as Route}
        className="flex min-h-11 items-center gap-2.5 px-4 py-2 text-sm hover:bg-hover focus-visible:-outline-offset-2"
      >
        {icon}
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{children}</span>
          {note && <span className="block truncate text-xs text-ink-3">{note}</span>}
        </span>
        <RelativeTime at={since} className="shrink-0 text-xs text-ink-3" />
      </Link>
    </li>
  );
}

type MoreProps = {
  shown: { count: number; more: boolean; rows: unknown[] } | null;
  what: string;
  href: string;
};

function More({ shown, what, href }: MoreProps) {
  const rest = (shown?.count ?? 0) - (shown?.rows.length ?? 0);
  if (rest <= 0) return null;
  return (
    <p className="border-t border-line px-4 py-2 text-xs">
      <Link href={href as Route} className="rounded-xs text-accent hover:underline">
        {shown?.more ? `More than ${rest}` : rest} more {what}
        {rest === 1 ? "" : "s"}
      </Link>
    </p>
  );
}
