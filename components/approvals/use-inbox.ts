"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { View } from "@/lib/approvals/schemas";
import type { ApprovalCounts, ApprovalList, ApprovalRow } from "@/lib/approvals/types";
import { getJson } from "../providers/query-provider";
import { noteServerTime } from "./server-clock";

export type InboxFilters = {
  view: View;
  risk: string[];
  agent: string[];
  capability: string[];
  rule: string[];
  q: string | undefined;
};

export function inboxQuery({ view, q, ...lists }: InboxFilters, cursor: string | null): string {
  const query = new URLSearchParams({ view });
  for (const [name, values] of Object.entries(lists)) for (const value of values) query.append(name, value);
  if (q) query.set("q", q);
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
  const counts: ApprovalCounts = query.data.pages[0]?.counts ?? initial.counts;
  return { ...query, rows: [...byId.values()], counts };
}
