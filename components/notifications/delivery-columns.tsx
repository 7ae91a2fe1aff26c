import type { DeliveryRow } from "@/lib/notifications/types";
import type { Column } from "../data-table";
import { Badge } from "../ui/badge";
import { RelativeTime } from "../ui/relative-time";
import { DELIVERY_WORDS, EVENT_WORDS } from "./kinds";

export const deliveryColumns: readonly Column<DeliveryRow>[] = [
  {
    id: "event",
    header: "Event",
    width: "minmax(10rem, 1.4fr)",
    primary: true,
    cell: ({ type }) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate">{EVENT_WORDS[type] ?? type}</span>
        <span className="truncate font-mono text-2xs font-normal text-ink-3">{type}</span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    width: "minmax(0, 2fr)",
    cell: ({ state, lastError }) => (
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
        <Badge tone={DELIVERY_WORDS[state].tone}>{DELIVERY_WORDS[state].label}</Badge>
        {lastError && (
          <span className="min-w-0 truncate text-xs text-ink-3" title={lastError}>
            {lastError}
          </span>
        )}
      </span>
    ),
  },
  {
    id: "attempts",
    header: "Tries",
    width: "4rem",
    align: "end",
    from: "md",
    cell: ({ attempts }) => <span className="tabular-nums">{attempts}</span>,
  },
  {
    id: "next",
    header: "Next try",
    width: "7rem",
    align: "end",
    from: "md",
    cell: ({ nextAttemptAt }) =>
      nextAttemptAt ? (
        <RelativeTime at={nextAttemptAt} className="text-ink-2" />
      ) : (
        <span className="text-ink-3">—</span>
      ),
  },
  {
    id: "created",
    header: "Happened",
    width: "7rem",
    align: "end",
    from: "md",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-ink-3" />,
  },
];
