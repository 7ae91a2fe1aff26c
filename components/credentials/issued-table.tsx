"use client";

import type { Route } from "next";
import { useState, type ReactNode } from "react";
import type { IssuedRow, Revocability } from "@/lib/credentials/types";
import type { Verdict } from "@/lib/revisions/types";
import { DataTable, type Column } from "../data-table";
import { Badge, type BadgeTone } from "../ui/badge";
import { Button } from "../ui/button";
import { shortId } from "../ui/copy-id";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { SafeText } from "../ui/safe-text";
import { useNow } from "../ui/use-now";
import { RevokeDialog } from "./revoke-dialog";
import { issuedWords } from "./words";

const TONES: Record<ReturnType<typeof issuedWords>["tone"], BadgeTone> = {
  good: "allow",
  open: "hold",
  bad: "deny",
  over: "neutral",
};

type IssuedTableProps = {
  rows: readonly IssuedRow[];
  empty: ReactNode;
  footer?: ReactNode;
  /** Absent where this page cannot revoke: then there is no such column. */
  revoke?: { may: Verdict; revocability: Revocability };
  /** Which end is named: the upstream it opens. Not on that upstream's own page. */
  upstream?: boolean;
  className?: string;
};

/** What was issued, for whom, and what is true of it now. The thing itself is nowhere. */
export function IssuedTable({ rows, empty, footer, revoke, upstream, className }: IssuedTableProps) {
  const [revoking, setRevoking] = useState<IssuedRow | null>(null);
  return (
    <>
      <DataTable
        label="Issued credentials, the newest first"
        columns={columnsOf(upstream === true, revoke ? { ...revoke, onRevoke: setRevoking } : null)}
        rows={rows}
        rowKey={({ id }) => id}
        empty={empty}
        footer={footer}
        {...(className && { className })}
      />
      {revoking && revoke && (
        <RevokeDialog
          title="Revoke what was issued"
          target={{ kind: "issued", id: revoking.id }}
          revocability={revoke.revocability}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function columnsOf(
  upstream: boolean,
  revoke: { may: Verdict; onRevoke: (row: IssuedRow) => void } | null,
): Column<IssuedRow>[] {
  const columns: Column<IssuedRow>[] = [
    {
      id: "state",
      header: "State",
      width: "minmax(0, 3fr)",
      cell: (row) => <State row={row} />,
    },
    {
      id: "for",
      header: "For",
      width: "minmax(0, 1.2fr)",
      from: "md",
      cell: ({ sessionId, call }) => <For sessionId={sessionId} call={call} />,
    },
    {
      id: "scope",
      header: "Scope",
      width: "minmax(0, 1fr)",
      from: "lg",
      cell: ({ scope }) => (
        <span className="min-w-0 truncate font-mono text-xs text-ink-2" title={scope}>
          {scope ? <SafeText oneLine>{scope}</SafeText> : "—"}
        </span>
      ),
    },
    {
      id: "issued",
      header: "Issued",
      width: "6.5rem",
      align: "end",
      from: "md",
      cell: ({ issuedAt }) => <RelativeTime at={issuedAt} className="text-ink-3" />,
    },
  ];
  if (upstream)
    columns.splice(1, 0, {
      id: "upstream",
      header: "Upstream",
      width: "minmax(0, 1fr)",
      from: "md",
      // Safe because it is one of our own routes.
      cell: ({ upstream: { id, slug } }) => (
        <Link
          href={`/upstreams/${id}` as Route}
          className="min-w-0 truncate rounded-xs font-mono text-xs text-ink-2 underline-offset-2 hover:underline"
        >
          {slug}
        </Link>
      ),
    });
  if (revoke)
    columns.push({
      id: "revoke",
      header: "Revoke",
      width: "6rem",
      align: "end",
      cell: (row) =>
        (row.state === "live" || row.state === "revoke_failed") && (
          <Button
            size="sm"
            variant="dangerOutline"
            disabled={!revoke.may.ok}
            title={revoke.may.ok ? undefined : revoke.may.why}
            onClick={() => revoke.onRevoke(row)}
          >
            Revoke…
          </Button>
        ),
    });
  return columns;
}

function State({ row }: { row: IssuedRow }) {
  const now = useNow(10_000);
  const { tone, label, sentence } = issuedWords(row, now);
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 py-0.5">
      <Badge tone={TONES[tone]}>{label}</Badge>
      <span className="min-w-0 text-xs wrap-anywhere text-ink-2">
        {sentence}
        {row.detail && (
          <span className="whitespace-pre-line text-ink-3">
            {" "}
            <SafeText>{row.detail}</SafeText>
          </span>
        )}
      </span>
    </span>
  );
}

function For({ sessionId, call }: Pick<IssuedRow, "sessionId" | "call">) {
  if (sessionId === null) return <span className="truncate text-ink-3">This installation itself</span>;
  const query = call ? `?call=${call.id}` : "";
  return (
    // Safe because it is one of our own routes.
    <Link
      href={`/sessions/${sessionId}${query}` as Route}
      className="min-w-0 truncate rounded-xs text-ink-2 underline-offset-2 hover:underline"
    >
      {call ? "One call of" : "Session"}{" "}
      <span className="font-mono text-xs">
        {call ? <SafeText oneLine>{call.capability}</SafeText> : shortId(sessionId)}
      </span>
    </Link>
  );
}
