"use client";

import { useId, useState } from "react";
import { Button } from "../ui/button";
import { whyNotApprove, whyNotDeny } from "./bulk";
import { BulkDialog } from "./bulk-dialog";
import { useSeen } from "./seen";
import type { BulkActions } from "./use-bulk";
import { useEscape, useShortcuts } from "./use-shortcuts";
import type { useTicks } from "./use-ticks";

type BulkBarProps = { ticks: ReturnType<typeof useTicks>; total: number; actions: BulkActions };

/** What can be done with the ticked requests, under the list, and why not where it can't. */
export function BulkBar({ ticks, total, actions }: BulkBarProps) {
  const seen = useSeen();
  const noteId = useId();
  const [open, setOpen] = useState<"approve" | "deny">();
  const rows = ticks.ticked;
  const noApprove = whyNotApprove({ rows, seen });
  const noDeny = whyNotDeny(rows);
  const count = rows.length;
  useShortcuts({
    A: () => count > 0 && noApprove === null && setOpen("approve"),
    D: () => count > 0 && noDeny === null && setOpen("deny"),
  });
  useEscape(count > 0, ticks.clear);
  return (
    <>
      {count > 0 && (
        <section
          aria-label="Selected requests"
          className="border-t border-line bg-raised px-4 py-2.5 shadow-md"
        >
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
            <p role="status" className="mr-auto text-sm font-medium tabular-nums">
              {count} selected
            </p>
            {count < total && (
              <Button variant="ghost" size="sm" onClick={ticks.all}>
                All shown
              </Button>
            )}
            <Button variant="ghost" size="sm" onClick={ticks.clear}>
              Clear
            </Button>
            <Button
              variant="dangerOutline"
              size="sm"
              disabled={noDeny !== null}
              aria-describedby={noDeny ? noteId : undefined}
              onClick={() => setOpen("deny")}
            >
              Deny {count}…
            </Button>
            <Button
              variant="approve"
              size="sm"
              disabled={noApprove !== null}
              aria-describedby={noApprove ? noteId : undefined}
              onClick={() => setOpen("approve")}
            >
              Approve {count}…
            </Button>
          </div>
          {(noDeny ?? noApprove) && (
            <p id={noteId} className="mt-1.5 text-xs text-ink-2">
              {noDeny ?? `Not to approve together: ${noApprove}`}
            </p>
          )}
        </section>
      )}
      {open && (
        <BulkDialog
          verdict={open}
          rows={rows}
          actions={actions}
          onClose={() => setOpen(undefined)}
          onDone={ticks.clear}
        />
      )}
    </>
  );
}
