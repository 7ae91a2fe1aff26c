"use client";

import { useRef, useState } from "react";
import { MAX_BULK_DENY } from "@/lib/approvals/schemas";
import type { ApprovalRow } from "@/lib/approvals/types";

/** The requests that a person has ticked. What has left the list, or is no longer theirs to decide, counts no more. */
export function useTicks(rows: readonly ApprovalRow[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string>(undefined);
  const tickable = rows.filter((row) => row.canDeny.ok);
  const ticked = tickable.filter((row) => chosen.has(row.id));

  const onTick = (id: string, on: boolean, range = false) => {
    const from = range ? rows.findIndex((row) => row.id === anchor.current) : -1;
    const to = rows.findIndex((row) => row.id === id);
    const between =
      from < 0 ? [id] : rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id);
    anchor.current = id;
    const next = new Set(chosen);
    for (const each of between) {
      if (on && tickable.some((row) => row.id === each)) next.add(each);
      else next.delete(each);
    }
    setChosen(next);
  };
  return {
    ticked,
    ids: new Set(ticked.map((row) => row.id)),
    onTick,
    all: () => setChosen(new Set(tickable.slice(0, MAX_BULK_DENY).map((row) => row.id))),
    clear: () => setChosen(new Set()),
  };
}
