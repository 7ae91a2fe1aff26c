import type { TeamRow } from "@/lib/approvals/teams/types";
import type { Column } from "../../data-table";
import { SafeText } from "../../ui/safe-text";
import { ChainLink } from "../chains/chain-columns";

export const teamColumns: readonly Column<TeamRow>[] = [
  {
    id: "name",
    header: "Team",
    width: "minmax(0, 2fr)",
    primary: true,
    cell: ({ name, description }) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate">
          <SafeText oneLine>{name}</SafeText>
        </span>
        {description && (
          <span className="truncate text-xs font-normal text-ink-3">
            <SafeText oneLine>{description}</SafeText>
          </span>
        )}
      </span>
    ),
  },
  {
    id: "members",
    header: "Members",
    width: "minmax(0, 1fr)",
    cell: ({ members }) => <Counts members={members} />,
  },
  {
    id: "chains",
    header: "Named by",
    width: "minmax(0, 1.5fr)",
    from: "md",
    cell: ({ chains }) =>
      chains.length === 0 ? (
        <span className="text-ink-3">No chain</span>
      ) : (
        <span className="relative z-10 flex min-w-0 flex-wrap gap-x-3">
          {chains.map((name) => (
            <ChainLink key={name} name={name} />
          ))}
        </span>
      ),
  },
];

/** How many there are, and how many of them count: who has no role that decides is in it for nothing. */
export function Counts({ members }: Pick<TeamRow, "members">) {
  const decide = members.filter(({ decides }) => decides).length;
  return (
    <span className="min-w-0 truncate tabular-nums">
      {members.length}
      {decide < members.length || decide === 0 ? (
        <span className={decide === 0 ? "text-deny" : "text-hold"}>
          {" "}
          · {decide === 0 ? "nobody" : decide} may decide
        </span>
      ) : (
        <span className="text-ink-3"> · all may decide</span>
      )}
    </span>
  );
}
