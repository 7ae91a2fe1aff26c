import { EVENTS } from "@/lib/notifications/schemas";
import type { EndpointRow } from "@/lib/notifications/types";
import type { Column } from "../data-table";
import { Badge } from "../ui/badge";
import { RelativeTime } from "../ui/relative-time";
import { EVENT_WORDS, KIND_WORDS } from "./kinds";

export const endpointColumns: readonly Column<EndpointRow>[] = [
  {
    id: "name",
    header: "Endpoint",
    width: "minmax(9rem, 1.6fr)",
    primary: true,
    cell: ({ name, kind, target }) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate">{name}</span>
        <span className="truncate text-xs font-normal text-ink-3" title={target}>
          {KIND_WORDS[kind].label} · {target}
        </span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    width: "minmax(0, 1.4fr)",
    cell: (row) => <State row={row} />,
  },
  {
    id: "events",
    header: "Events",
    width: "minmax(0, 1fr)",
    from: "lg",
    cell: ({ events }) => (
      <span
        className="min-w-0 truncate text-ink-2"
        title={events.map((event) => EVENT_WORDS[event] ?? event).join("\n")}
      >
        {events.length === 0 || events.length === EVENTS.length
          ? "Everything"
          : events.length === 1
            ? EVENT_WORDS[events[0] ?? ""]
            : `${events.length} of ${EVENTS.length} kinds`}
      </span>
    ),
  },
  {
    id: "day",
    header: "Delivered, 24 h",
    width: "8rem",
    align: "end",
    from: "md",
    cell: ({ lastDay: { total, failing } }) =>
      total === 0 ? (
        <span className="text-ink-3">nothing sent</span>
      ) : (
        <span className={failing > 0 ? "text-deny tabular-nums" : "tabular-nums"}>
          {total - failing} of {total}
        </span>
      ),
  },
  {
    id: "last",
    header: "Last delivery",
    width: "7rem",
    align: "end",
    from: "md",
    cell: ({ lastDeliveredAt }) =>
      lastDeliveredAt ? (
        <RelativeTime at={lastDeliveredAt} className="text-ink-3" />
      ) : (
        <span className="text-ink-3">never</span>
      ),
  },
];

function State({ row: { enabled, disabledReason, problem, lastDay, waiting } }: { row: EndpointRow }) {
  if (!enabled)
    return (
      <span className="flex min-w-0 items-center gap-2">
        <Badge>Off</Badge>
        {disabledReason && (
          <span className="min-w-0 truncate text-xs text-ink-3" title={disabledReason}>
            {disabledReason}
          </span>
        )}
      </span>
    );
  if (problem)
    return (
      <span className="min-w-0 truncate text-deny" title={problem}>
        {problem}
      </span>
    );
  if (lastDay.failing > 0)
    return (
      <span className="min-w-0 truncate text-deny">
        {lastDay.failing} of {lastDay.total} not delivered
      </span>
    );
  return <span className="text-ink-2">{waiting > 0 ? `${waiting} on the way` : "In order"}</span>;
}
