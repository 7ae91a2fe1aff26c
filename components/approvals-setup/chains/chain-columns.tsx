import type { Route } from "next";
import type { ChainRow } from "@/lib/approvals/chains/types";
import type { Column } from "../../data-table";
import { Badge } from "../../ui/badge";
import { Link } from "../../ui/link";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { Uses } from "./uses";

export const chainColumns: readonly Column<ChainRow>[] = [
  {
    id: "name",
    header: "Chain",
    width: "minmax(0, 3fr)",
    primary: true,
    cell: ({ name, inWords, problems, uses, builtIn }) => (
      <span className="grid min-w-0 gap-0.5 py-1 leading-snug">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate font-mono text-xs">{name}</span>
          {builtIn && <Badge tone="outline">Built in</Badge>}
          {problems.length > 0 && (
            <Badge tone={uses.length > 0 ? "deny" : "neutral"} title={problems.join(" ")}>
              Can’t be fulfilled now
            </Badge>
          )}
        </span>
        <span className="line-clamp-2 text-xs font-normal text-pretty text-ink-3">
          <SafeText>{inWords}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "uses",
    header: "Named by",
    width: "minmax(0, 1.3fr)",
    from: "md",
    cell: ({ uses }) => <Uses uses={uses} short />,
  },
  {
    id: "waiting",
    header: "Waiting",
    width: "5rem",
    align: "end",
    cell: ({ waiting }) =>
      waiting === 0 ? <span className="text-ink-3">0</span> : <span>{waiting.toLocaleString("en")}</span>,
  },
  {
    id: "saved",
    header: "Saved",
    width: "9rem",
    align: "end",
    from: "lg",
    cell: ({ savedAt, savedBy, version }) =>
      savedAt === null ? (
        <span className="text-ink-3">—</span>
      ) : (
        <span className="grid min-w-0 leading-snug">
          <span>
            <span className="text-ink-3">v{version} · </span>
            <RelativeTime at={savedAt} />
          </span>
          <span className="truncate text-xs text-ink-3">
            <SafeText oneLine>{savedBy ?? ""}</SafeText>
          </span>
        </span>
      ),
  },
];

/** Where a chain is looked at. */
export function chainHref(name: string): Route {
  // Safe because it is one of our own routes, and a chain's name has nothing to escape.
  return `/approvals/chains/${name}` as Route;
}

export function ChainLink({ name }: { name: string }) {
  return (
    <Link
      href={chainHref(name)}
      className="rounded-xs font-mono text-xs text-accent underline underline-offset-2"
    >
      {name}
    </Link>
  );
}
