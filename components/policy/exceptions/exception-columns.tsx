import type { Route } from "next";
import type { PolicyExceptionView } from "@/lib/revisions/types";
import type { Column } from "../../data-table";
import { shortId } from "../../ui/copy-id";
import { Link } from "../../ui/link";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";
import { PersonName } from "../review/person-name";
import { ExceptionButtons } from "./exception-buttons";
import { TimeLeft } from "./time-left";

export const exceptionColumns: readonly Column<PolicyExceptionView>[] = [
  {
    id: "what",
    header: "Capability",
    width: "minmax(0, 1.5fr)",
    primary: true,
    cell: (row) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate font-mono text-xs" title={row.capability}>
          <SafeText oneLine>{row.capability}</SafeText>
        </span>
        <Scope row={row} />
        <StatusBadge status={row.status} className="mt-1 w-fit md:hidden" />
      </span>
    ),
  },
  {
    id: "reason",
    header: "Reason",
    width: "minmax(0, 1.6fr)",
    from: "md",
    cell: ({ reason, createdBy }) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate" title={reason}>
          <SafeText oneLine>{reason}</SafeText>
        </span>
        <span className="truncate text-xs text-ink-3">
          <PersonName person={createdBy} />
        </span>
      </span>
    ),
  },
  {
    id: "status",
    header: "Status",
    width: "7rem",
    from: "md",
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: "approvals",
    header: "Approvals",
    width: "6rem",
    from: "lg",
    cell: ({ approvers, requiredApprovers }) => (
      <span
        className="tabular-nums"
        title={approvers.map((person) => person?.name ?? "the system").join("\n") || undefined}
      >
        {approvers.length} of {requiredApprovers}
      </span>
    ),
  },
  { id: "until", header: "Until", width: "8rem", from: "md", cell: (row) => <TimeLeft exception={row} /> },
  {
    id: "act",
    header: "",
    width: "10.5rem",
    align: "end",
    cell: (row) => <ExceptionButtons exception={row} />,
  },
];

function Scope({ row }: { row: PolicyExceptionView }) {
  return (
    <span className="truncate text-xs font-normal text-ink-3">
      {row.principal ?? "every agent"}
      {row.sessionId ? (
        <>
          {" "}
          in session{" "}
          <Link
            // Safe because it is our own route, with an id that is a UUID.
            href={`/sessions/${row.sessionId}` as Route}
            className="rounded-xs font-mono text-accent underline underline-offset-2"
          >
            {shortId(row.sessionId)}
          </Link>
        </>
      ) : (
        ", in every session"
      )}
    </span>
  );
}
