"use client";

import { useQuery } from "@tanstack/react-query";
import type { Convergence } from "@/lib/revisions/types";
import { getJson } from "../../providers/query-provider";

/** A deployment reaches every gateway within a second: who watches it sees that. */
const POLL_MS = 1_500;

/** What each environment enforces, live. */
export function useConvergence(initial: readonly Convergence[]): readonly Convergence[] {
  const { data } = useQuery({
    queryKey: ["policy", "convergence"],
    queryFn: ({ signal }) => getJson<Convergence[]>("/api/console/policy/convergence", signal),
    initialData: [...initial],
    initialDataUpdatedAt: 0,
    refetchInterval: POLL_MS,
  });
  return data;
}
