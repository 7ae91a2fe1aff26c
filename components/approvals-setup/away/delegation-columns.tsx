import type { DelegationRow } from "@/lib/approvals/delegations/types";
import type { Column } from "../../data-table";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { EndButton } from "./end-button";
import { scopeInWords } from "./words";

export const delegationColumns: readonly Column<DelegationRow>[] = [
  {
    id: "who",
    header: "Who is away",
    width: "minmax(0, 1.6fr)",
    primary: true,
    cell: ({ from, to, idle, reason }) => (
      <span className="grid min-w-0 py-1 leading-snug">
        <span className="truncate text-sm">
          <SafeText oneLine>{from.name}</SafeText>
        </span>
        <span className="truncate text-xs font-normal text-ink-2 md:hidden">
          {to ? <SafeText oneLine>{`${to.name} decides instead`}</SafeText> : "nobody decides instead"}
        </span>
        {reason && (
          <span className="truncate text-xs font-normal text-ink-3" title={reason}>
            <SafeText oneLine>{reason}</SafeText>
          </span>
        )}
        {idle && <span className="text-xs font-normal text-pretty text-hold">{idle}</span>}
      </span>
    ),
  },
  {
    id: "to",
    header: "Who decides instead",
    width: "minmax(0, 1.3fr)",
    from: "md",
    cell: ({ to }) =>
      to ? (
        <span className="min-w-0 truncate">
          <SafeText oneLine>{to.name}</SafeText>
        </span>
      ) : (
        <span className="text-ink-3">Nobody: only away</span>
      ),
  },
  {
    id: "scope",
    header: "For",
    width: "minmax(0, 1.3fr)",
    from: "lg",
    cell: ({ scope }) => (
      <span className="min-w-0 truncate text-ink-2" title={scopeInWords(scope)}>
        {scopeInWords(scope)}
      </span>
    ),
  },
  {
    id: "period",
    header: "When",
    width: "minmax(0, 1.2fr)",
    cell: (row) => <Period row={row} />,
  },
  {
    id: "act",
    header: <span className="sr-only">End it</span>,
    width: "5rem",
    align: "end",
    cell: (row) => <EndButton delegation={row} />,
  },
];

function Period({
  row: { state, startsAt, endsAt, revokedAt, revokedBy, createdBy },
}: {
  row: DelegationRow;
}) {
  return (
    <span className="grid min-w-0 leading-snug">
      <span className="truncate">
        {revokedAt !== null ? (
          <>
            ended <RelativeTime at={revokedAt} />
          </>
        ) : state === "upcoming" ? (
          <>
            <RelativeTime at={startsAt} />
            <span className="text-ink-3">
              {" "}
              to <RelativeTime at={endsAt} />
            </span>
          </>
        ) : (
          <>
            {state === "now" ? "ends " : "was over "}
            <RelativeTime at={endsAt} />
          </>
        )}
      </span>
      {(revokedBy ?? createdBy) !== null && (
        <span className="truncate text-xs text-ink-3">
          by <SafeText oneLine>{revokedBy ?? createdBy ?? ""}</SafeText>
        </span>
      )}
    </span>
  );
}
