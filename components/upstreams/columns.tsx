import type { Route } from "next";
import type { UpstreamRow } from "@/lib/upstreams/types";
import type { Column } from "../data-table";
import { Link } from "../ui/link";
import { Tooltip } from "../ui/tooltip";
import { duration } from "../ui/time-format";
import { Health } from "./health";
import { KINDS } from "./kinds";
import { LastChange } from "./last-change";
import { barsOf, percent } from "./traffic/series";
import { Sparkline } from "./traffic/sparkline";

/** @param now Unix milliseconds at which the rows were read: where their hour ends */
export function upstreamColumns(now: number): readonly Column<UpstreamRow>[] {
  return [
    {
      id: "name",
      header: "Upstream",
      width: "minmax(9rem, 1.5fr)",
      primary: true,
      cell: ({ name, slug, kind }) => (
        <span className="grid min-w-0 leading-snug">
          <span className="truncate">{name}</span>
          <span className="truncate text-xs font-normal text-ink-3">
            <span className="font-mono">{slug}</span> · {KINDS[kind].short}
          </span>
        </span>
      ),
    },
    {
      id: "health",
      header: "Health",
      width: "minmax(7rem, 1.1fr)",
      cell: (row) => <Health upstream={row} />,
    },
    {
      id: "traffic",
      header: "Last hour",
      width: "8rem",
      from: "md",
      cell: ({ traffic }) => <Sparkline bars={barsOf(traffic.points, now)} />,
    },
    {
      id: "calls",
      header: "Calls",
      width: "4.5rem",
      align: "end",
      from: "md",
      cell: ({ traffic }) => <span>{traffic.calls.toLocaleString("en")}</span>,
    },
    {
      id: "errors",
      header: "Errors",
      width: "5rem",
      align: "end",
      from: "md",
      cell: ({ traffic }) => <ErrorRate traffic={traffic} />,
    },
    {
      id: "p95",
      header: "p95",
      width: "5rem",
      align: "end",
      from: "lg",
      cell: ({ traffic }) => (
        <span className="text-ink-2">{traffic.p95Ms === null ? "—" : `≤ ${duration(traffic.p95Ms)}`}</span>
      ),
    },
    {
      id: "capabilities",
      header: "Capabilities",
      width: "minmax(8rem, 1fr)",
      from: "lg",
      cell: ({ slug, capabilities }) => <Capabilities slug={slug} counts={capabilities} />,
    },
    {
      id: "credential",
      header: "Credential",
      width: "minmax(0, 0.8fr)",
      from: "lg",
      cell: ({ credential }) =>
        credential ? (
          <span className="truncate text-ink-2" title={credential.name}>
            {credential.name}
          </span>
        ) : (
          <span className="text-ink-3">—</span>
        ),
    },
    {
      id: "change",
      header: "Last change",
      width: "minmax(0, 0.8fr)",
      from: "lg",
      cell: ({ lastChange }) => <LastChange change={lastChange} />,
    },
  ];
}

function ErrorRate({ traffic: { calls, errorRate } }: { traffic: UpstreamRow["traffic"] }) {
  if (errorRate === null) return <span className="text-ink-3">—</span>;
  return (
    <span className={errorRate >= 0.05 ? "font-medium text-deny" : "text-ink-2"}>
      {percent(errorRate * calls, calls)}
    </span>
  );
}

/** Active, suspended and waiting for a review, each leading to just those. */
function Capabilities({ slug, counts }: { slug: string; counts: UpstreamRow["capabilities"] }) {
  const { active, suspended, unreviewed } = counts;
  const of = (query: string) => `/capabilities?upstream=${encodeURIComponent(slug)}${query}`;
  return (
    <span className="flex min-w-0 flex-wrap gap-x-2 text-xs">
      <Count href={of("&status=active")} label={`${active} active`} title="Active capabilities" />
      {suspended > 0 && (
        <Count
          href={of("&status=suspended")}
          label={`${suspended} suspended`}
          title="Suspended: every call is refused until a person has accepted the change"
          className="text-hold"
        />
      )}
      {unreviewed > 0 && (
        <Count
          href={of("&reviewed=no")}
          label={`${unreviewed} to review`}
          title="Nobody has reviewed them: they count as high risk"
          className="text-info"
        />
      )}
    </span>
  );
}

function Count({
  href,
  label,
  title,
  className = "text-ink-2",
}: {
  href: string;
  label: string;
  title: string;
  className?: string;
}) {
  return (
    <Tooltip content={title}>
      {/* Safe because it is the list of capabilities with a query. Above the link that covers the row. */}
      <Link
        href={href as Route}
        className={`relative z-10 rounded-xs py-0.5 underline-offset-2 hover:underline ${className}`}
      >
        {label}
      </Link>
    </Tooltip>
  );
}
