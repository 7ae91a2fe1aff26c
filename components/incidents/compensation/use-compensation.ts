"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { PlannedCompensation, SideEffects } from "@/lib/incidents/compensation/types";
import { postJson } from "../../policy/editor/post-json";
import { getJson } from "../../providers/query-provider";

/** While something is under way, its state is asked for often; what waits for people, now and then. */
const BUSY_MS = 1_500;
const WAITING_MS = 5_000;

export type Run = {
  auditId: string;
  states: { decisionId: string; state: string; detail: string }[];
  refused: { decisionId: string; detail: string }[];
};
export type Mark = { decisionId: string; state: "manual" | "skipped"; note: string };

export function useCompensation(incidentId: string) {
  const client = useQueryClient();
  const base = `/api/console/incidents/${incidentId}/compensation`;
  const key = ["incidents", incidentId, "compensation"];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getJson<SideEffects>(base, signal),
    refetchInterval: ({ state }) => {
      const states = new Set(state.data?.rows.map((row) => row.state));
      return states.has("running") ? BUSY_MS : states.has("waiting") ? WAITING_MS : false;
    },
  });
  const again = () => client.invalidateQueries({ queryKey: ["incidents", incidentId] });
  const run = useMutation({
    mutationFn: (decisionIds: string[]) => postJson<Run>(base, { decisionIds }),
    onSettled: again,
  });
  const mark = useMutation({
    mutationFn: (input: Mark) => postJson<{ auditId: string }>(`${base}/mark`, input),
    onSettled: again,
  });
  const dryRun = useMutation({
    mutationFn: (decisionIds: string[]) =>
      postJson<PlannedCompensation[]>(`${base}/dry-run`, { decisionIds }),
  });
  return { query, run, mark, dryRun };
}
