import { FATIGUE } from "@/lib/approvals/insights/schemas";
import type { ReviewerLoad } from "@/lib/approvals/insights/types";
import { DataTable, type Column } from "../data-table";
import { Panel } from "../page/panel";
import { Badge } from "../ui/badge";
import { counted, share, shortDay } from "./words";

const columns: readonly Column<ReviewerLoad>[] = [
  {
    id: "name",
    header: "Person",
    width: "minmax(7rem, 2fr)",
    primary: true,
    cell: ({ name }) => <span className="block truncate font-medium">{name}</span>,
  },
  {
    id: "decisions",
    header: "Decisions",
    width: "5.5rem",
    align: "end",
    cell: ({ decisions }) => decisions.toLocaleString("en"),
  },
  {
    id: "day",
    header: "Busiest day",
    width: "minmax(8rem, 1fr)",
    align: "end",
    from: "md",
    cell: ({ busiestDay }) => `${busiestDay.decisions.toLocaleString("en")} on ${shortDay(busiestDay.day)}`,
  },
  { id: "streak", header: "Most in 30 minutes", width: "minmax(9rem, 1.5fr)", align: "end", cell: Streak },
  {
    id: "hasty",
    header: "In haste",
    width: "minmax(6rem, 1fr)",
    align: "end",
    from: "md",
    cell: ({ hasty, measured }) =>
      measured === 0 ? <span className="text-ink-3">not measured</span> : `${hasty} of ${measured}`,
  },
];

function Streak({ streak }: ReviewerLoad) {
  const when = `${shortDay(streak.from.slice(0, 10))}, ${streak.from.slice(11, 16)} UTC`;
  if (streak.decisions < FATIGUE)
    return <span title={`From ${when}`}>{streak.decisions.toLocaleString("en")}</span>;
  return (
    <Badge tone="hold" title={`From ${when}`}>
      {streak.decisions.toLocaleString("en")} in 30 min
    </Badge>
  );
}

/** Who carries the deciding, and where it was more than a person reads with care. */
export function ReviewersTable({ reviewers }: { reviewers: readonly ReviewerLoad[] }) {
  const tired = reviewers.filter(({ streak }) => streak.decisions >= FATIGUE);
  const all = reviewers.reduce((sum, { decisions }) => sum + decisions, 0);
  const [most] = reviewers;
  return (
    <Panel title="Who decides" flush>
      <DataTable
        inset
        label="Who decides"
        columns={columns}
        rows={reviewers}
        rowKey={({ userId }) => userId}
        empty={
          <p className="px-4 py-8 text-center text-sm text-ink-3">Nobody decided anything in this period.</p>
        }
        footer={
          most && (
            <p className="border-t border-line px-4 py-2.5 text-xs text-ink-3">
              {reviewers.length > 1 &&
                `${most.name} made ${share(most.decisions, all)} of ${counted(all, "decision")}. `}
              {tired.length === 0
                ? `Nobody decided ${FATIGUE} or more within 30 minutes.`
                : tired
                    .map(
                      ({ name, streak }) =>
                        `${name} made ${counted(streak.decisions, "decision")} in 30 minutes.`,
                    )
                    .join(" ")}
              {tired.length > 0 && " By then nobody reads each of them: share them out, or ask about fewer."}
            </p>
          )
        }
      />
    </Panel>
  );
}
