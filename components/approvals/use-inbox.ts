"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { ApprovalList, ApprovalRow } from "@/lib/approvals/types";
import { getJson } from "../providers/query-provider";
import { noteServerTime } from "./server-clock";

export type InboxFilters = {
  view: "pending" | "decided";
  risk: string[];
  agent: string[];
  q: string | undefined;
};

export function inboxQuery(filters: InboxFilters, cursor: string | null): string {
  const query = new URLSearchParams({ view: filters.view });
  for (const risk of filters.risk) query.append("risk", risk);
  for (const agent of filters.agent) query.append("agent", agent);
  if (filters.q) query.set("q", filters.q);
  if (cursor) query.set("cursor", cursor);
  return query.toString();
}

/** The list, page after page, live. A request that moved while pages were read appears once. */
export function useInbox(filters: InboxFilters, initial: ApprovalList) {
  const query = useInfiniteQuery({
    queryKey: ["approvals", "list", filters],
    queryFn: async ({ pageParam, signal }) => {
      const list = await getJson<ApprovalList>(
        `/api/console/approvals?${inboxQuery(filters, pageParam)}`,
        signal,
      );
      noteServerTime(list.now);
      return list;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    initialData: { pages: [initial], pageParams: [null] },
    initialDataUpdatedAt: Date.parse(initial.now),
  });
  const byId = new Map<string, ApprovalRow>();
  for (const page of query.data.pages)
    for (const row of page.rows) if (!byId.has(row.id)) byId.set(row.id, row);
  return { ...query, rows: [...byId.values()], pending: query.data.pages[0]?.pending ?? 0 };
}
