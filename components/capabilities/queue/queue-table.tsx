"use client";

import { ShieldCheck } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { ReviewQueueRow } from "@/lib/capabilities/types";
import { DataTable } from "../../data-table";
import { Button } from "../../ui/button";
import { Checkbox } from "../../ui/checkbox";
import { Label } from "../../ui/field";
import { AcceptDialog, type AcceptAction } from "./accept-dialog";
import { queueColumns } from "./queue-columns";

type QueueTableProps = {
  rows: readonly ReviewQueueRow[];
  action: AcceptAction;
  refused: string | undefined;
  empty: ReactNode;
  footer: ReactNode;
};

/** What waits for a review. Tools that only read can be accepted together; everything else is looked at by itself. */
export function QueueTable({ rows, action, refused, empty, footer }: QueueTableProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState(false);
  const readOnly = rows.filter((row) => row.readOnly);
  const items = readOnly.filter((row) => chosen.has(row.id));
  const toggle = (id: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id)));
  return (
    <>
      {readOnly.length > 0 && (
        <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3 md:px-6">
          <span className="flex items-center gap-2">
            <Checkbox
              id="choose-read-only"
              disabled={refused !== undefined}
              checked={items.length === readOnly.length ? true : items.length === 0 ? false : "indeterminate"}
              onCheckedChange={(next) =>
                setChosen(new Set(next === true ? readOnly.map(({ id }) => id) : []))
              }
            />
            <Label htmlFor="choose-read-only">
              {readOnly.length === 1
                ? "Choose the read-only tool of this page"
                : `Choose all ${readOnly.length} read-only tools of this page`}
            </Label>
          </span>
          <Button
            variant="primary"
            disabled={items.length === 0 || refused !== undefined}
            aria-describedby="accept-note"
            onClick={() => setOpen(true)}
          >
            <ShieldCheck aria-hidden />
            {items.length === 0
              ? "Accept read-only tools as Low…"
              : `Accept ${items.length} read-only ${items.length === 1 ? "tool" : "tools"} as Low…`}
          </Button>
          <p id="accept-note" className="text-xs text-ink-3">
            {refused ?? "Only what its upstream calls read-only, and nothing speaks against."}
          </p>
        </div>
      )}
      <DataTable
        label="Waiting for a review, changed ones first"
        columns={queueColumns({ chosen, toggle, disabled: refused !== undefined })}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={hrefOf}
        rowTone={(row) => (row.status === "suspended" ? "hold" : undefined)}
        empty={empty}
        footer={footer}
      />
      {open && (
        <AcceptDialog
          items={items}
          action={action}
          onClose={() => {
            setOpen(false);
            setChosen(new Set());
          }}
          onCancel={() => setOpen(false)}
        />
      )}
    </>
  );
}

/** What changed is read before it is judged; what is new is judged at once. */
function hrefOf(row: ReviewQueueRow): string {
  return row.status === "suspended" ? `/capabilities/${row.id}` : `/capabilities/${row.id}/review`;
}
