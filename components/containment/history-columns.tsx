import type { SwitchRow } from "@/lib/switches/types";
import { durationWords, STATE_WORDS, targetWords } from "@/lib/switches/words";
import type { Column } from "../data-table";
import { Badge } from "../ui/badge";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";

/** Stops that are over. */
export const historyColumns: readonly Column<SwitchRow>[] = [
  {
    id: "what",
    header: "What was stopped",
    width: "minmax(11rem, 1.3fr)",
    primary: true,
    cell: (row) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate">
          <SafeText oneLine>{targetWords(row)}</SafeText>
        </span>
        <span className="truncate text-xs font-normal text-ink-3">
          <SafeText oneLine>{row.reason}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    width: "6rem",
    cell: ({ state }) => <Badge tone="neutral">{STATE_WORDS[state]}</Badge>,
  },
  {
    id: "by",
    header: "Set by",
    width: "minmax(0, 1fr)",
    from: "md",
    cell: ({ setBy, setAt, origin }) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate text-ink-2">
          {setBy?.name ?? (origin === "cli" ? "Command line" : "AgentGate")}
        </span>
        <RelativeTime at={setAt} className="text-xs text-ink-3" />
      </span>
    ),
  },
  {
    id: "cleared",
    header: "Lifted",
    width: "minmax(0, 1.3fr)",
    from: "md",
    cell: ({ cleared, expiresAt }) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate text-ink-2">
          {cleared?.by ? cleared.by.name : "By itself"} <RelativeTime at={cleared?.at ?? expiresAt ?? ""} />
        </span>
        <span className="truncate text-xs text-ink-3">
          <SafeText oneLine>{cleared?.reason ?? ""}</SafeText>
        </span>
      </span>
    ),
  },
  {
    id: "took",
    header: "Time to stop",
    width: "7rem",
    align: "end",
    from: "lg",
    cell: ({ enforcedMs }) =>
      enforcedMs === null ? <span className="text-ink-3">unknown</span> : durationWords(enforcedMs),
  },
];
