import type { CredentialRow } from "@/lib/credentials/types";
import type { Column } from "../data-table";
import { Badge } from "../ui/badge";
import { RelativeTime } from "../ui/relative-time";
import { PROVIDER_WORDS, REVOCABILITY_WORDS } from "./providers";

export const credentialColumns: readonly Column<CredentialRow>[] = [
  {
    id: "name",
    header: "Credential",
    width: "minmax(9rem, 1.4fr)",
    primary: true,
    cell: ({ name, provider }) => (
      <span className="grid min-w-0 leading-snug">
        <span className="truncate">{name}</span>
        <span className="truncate text-xs font-normal text-ink-3">{PROVIDER_WORDS[provider].label}</span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    width: "minmax(0, 1.4fr)",
    cell: ({ disabled, problem, lastIssuedAt }) =>
      disabled ? (
        <Badge tone="neutral">Disabled</Badge>
      ) : problem ? (
        <span className="min-w-0 truncate text-deny" title={problem}>
          {problem}
        </span>
      ) : (
        <span className="text-ink-2">{lastIssuedAt ? "In order" : "Not used yet"}</span>
      ),
  },
  {
    id: "revocability",
    header: "To take it back",
    width: "9rem",
    from: "lg",
    cell: ({ revocability }) => (
      <span className="truncate text-ink-2">{REVOCABILITY_WORDS[revocability].label}</span>
    ),
  },
  {
    id: "used",
    header: "Used by",
    width: "minmax(0, 1.2fr)",
    from: "md",
    cell: ({ upstreams }) =>
      upstreams.length === 0 ? (
        <span className="text-ink-3">Nothing</span>
      ) : (
        <span className="min-w-0 truncate text-ink-2" title={upstreams.map(({ name }) => name).join(", ")}>
          {upstreams.map(({ name }) => name).join(", ")}
        </span>
      ),
  },
  {
    id: "live",
    header: "In use",
    width: "4.5rem",
    align: "end",
    from: "md",
    cell: ({ live }) => <span>{live.toLocaleString("en")}</span>,
  },
  {
    id: "issued",
    header: "Last issued",
    width: "7rem",
    align: "end",
    from: "md",
    cell: ({ lastIssuedAt }) =>
      lastIssuedAt ? (
        <RelativeTime at={lastIssuedAt} className="text-ink-3" />
      ) : (
        <span className="text-ink-3">never</span>
      ),
  },
];
