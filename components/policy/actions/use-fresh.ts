"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { Revision, RevisionPage, RevisionSummary } from "@/lib/revisions/types";
import { getJson } from "../../providers/query-provider";

const POLL_MS = 4_000;

/** Reads the page again when somebody else moved, saved, approved or discussed this revision. */
export function useFresh(revision: Revision): void {
  const router = useRouter();
  // The newest before the next number is this one, because numbers have no gaps.
  const address = `/api/console/policy/revisions?before=${revision.number + 1}&limit=1`;
  const { data } = useQuery({
    queryKey: ["policy", "stamp", revision.id],
    queryFn: ({ signal }) => getJson<RevisionPage>(address, signal),
    refetchInterval: POLL_MS,
  });
  const row = data?.rows.find(({ id }) => id === revision.id);
  const now = row && stampOf(row);
  const shown = useRef(stampOf(revision));
  useEffect(() => {
    shown.current = stampOf(revision);
  }, [revision]);
  useEffect(() => {
    if (now === undefined || now === shown.current) return;
    shown.current = now;
    router.refresh();
  }, [now, router]);
}

function stampOf(summary: RevisionSummary): string {
  const { state, updatedAt, hash, approvals, openComments, scheduledAt, inForce } = summary;
  return JSON.stringify([state, updatedAt, hash, approvals, openComments, scheduledAt, inForce]);
}
