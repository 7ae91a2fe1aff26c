import type { LeafRow } from "@/lib/audit/types";
import type { Column } from "../data-table";
import { shortId } from "../ui/copy-id";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { Actor } from "./actor";

export const auditColumns: readonly Column<LeafRow>[] = [
  {
    id: "action",
    header: "Action",
    width: "minmax(0, 1.5fr)",
    primary: true,
    cell: (row) => <span className="block truncate font-mono text-xs">{row.action}</span>,
  },
  { id: "actor", header: "Actor", width: "minmax(0, 1.3fr)", cell: (row) => <Actor actor={row.actor} /> },
  {
    id: "subject",
    header: "Subject",
    width: "minmax(0, 1.5fr)",
    from: "md",
    cell: (row) => (
      <span className="min-w-0 truncate text-ink-2" title={row.subject.id}>
        {row.subject.kind.replaceAll("_", " ")}{" "}
        <span className="font-mono text-xs text-ink-3">
          <SafeText oneLine>{shortId(row.subject.id)}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "category",
    header: "Category",
    width: "6rem",
    from: "lg",
    cell: (row) => <span className="text-ink-3">{row.category === "control" ? "Control" : "Call"}</span>,
  },
  {
    id: "time",
    header: "When",
    width: "6.5rem",
    align: "end",
    cell: (row) => <RelativeTime at={row.recordedAt} className="text-ink-3" />,
  },
];
