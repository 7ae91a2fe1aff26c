import type { Deployment } from "@/lib/revisions/types";
import type { Column } from "../../data-table";
import { AbsoluteTime, RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { PersonName } from "../review/person-name";

const KINDS: Record<Deployment["kind"], string> = {
  install: "Installed",
  publish: "Published",
  promote: "Promoted",
  rollback: "Rolled back to",
  drill: "Drill",
};

export const deploymentColumns: readonly Column<Deployment>[] = [
  { id: "what", header: "What", width: "minmax(0, 1fr)", primary: true, cell: ({ kind }) => KINDS[kind] },
  { id: "where", header: "Environment", width: "minmax(0, 1fr)", cell: ({ environment }) => environment },
  {
    id: "by",
    header: "By",
    width: "minmax(0, 1.2fr)",
    cell: ({ by }) => (
      <span className="truncate">
        <PersonName person={by} />
      </span>
    ),
  },
  {
    id: "at",
    header: "From",
    width: "minmax(0, 1.6fr)",
    from: "md",
    cell: ({ at }) => <AbsoluteTime at={at} className="truncate" />,
  },
  {
    id: "until",
    header: "Until",
    width: "7rem",
    from: "md",
    cell: ({ endedAt }) =>
      endedAt === null ? (
        <strong className="font-medium text-allow">in force</strong>
      ) : (
        <RelativeTime at={endedAt} />
      ),
  },
  {
    id: "reason",
    header: "Reason",
    width: "minmax(0, 1.6fr)",
    from: "lg",
    cell: ({ reason }) =>
      reason ? (
        <span className="truncate" title={reason}>
          <SafeText oneLine>{reason}</SafeText>
        </span>
      ) : (
        <span className="text-ink-3">—</span>
      ),
  },
];
