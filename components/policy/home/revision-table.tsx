"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { RevisionPage, RevisionState } from "@/lib/revisions/types";
import { DataTable } from "../../data-table";
import { getJson } from "../../providers/query-provider";
import { revisionHref } from "../hrefs";
import { revisionColumns } from "./revision-columns";

const POLL_MS = 5_000;

type RevisionTableProps = {
  initial: RevisionPage;
  query: { state: readonly RevisionState[]; before: number | undefined };
  empty: ReactNode;
  footer: ReactNode;
};

/** The list of revisions, read again while it is looked at: others draft, approve and publish meanwhile. */
export function RevisionTable({ initial, query, empty, footer }: RevisionTableProps) {
  const search = new URLSearchParams(query.state.map((state) => ["state", state]));
  if (query.before !== undefined) search.set("before", String(query.before));
  const address = `/api/console/policy/revisions?${search.toString()}`;
  const { data } = useQuery({
    queryKey: ["policy", "revisions", address],
    queryFn: ({ signal }) => getJson<RevisionPage>(address, signal),
    initialData: initial,
    refetchInterval: POLL_MS,
  });
  return (
    <DataTable
      label="Revisions, the newest first"
      columns={revisionColumns}
      rows={data.rows}
      rowKey={({ id }) => id}
      rowHref={({ id, state }) => revisionHref(id, state === "in_review" ? { tab: "review" } : {})}
      rowTone={({ state }) => (state === "in_review" ? "hold" : undefined)}
      empty={empty}
      footer={footer}
    />
  );
}
