"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ChainTrial } from "@/lib/approvals/chains/types";
import type { ChainSpec } from "@/lib/approvals/schemas";
import { postJson } from "../../policy/editor/post-json";

const QUIET_MS = 250;

export type TrialOf = { riskLevel: string; agentId: string | undefined };
export type Trial = {
  /** The last answer there was; an older one stays until the next is there. */
  trial: ChainTrial | null;
  /** It is about the chain as it stands. */
  current: boolean;
  /** Why there is no answer. */
  error: string | null;
};

/** What would come of a chain now, asked again whenever typing pauses. Null: it is no chain yet. */
export function useTrial(spec: ChainSpec | null, { riskLevel, agentId }: TrialOf): Trial {
  const wanted = spec && JSON.stringify({ spec, riskLevel, ...(agentId !== undefined && { agentId }) });
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), QUIET_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ["chain-trial", asked],
    // Safe because it was made above.
    queryFn: ({ signal }) =>
      postJson<ChainTrial>("/api/console/chains/try", JSON.parse(asked ?? "null") as object, signal),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    retry: false,
  });
  return {
    trial: data ?? null,
    current: data !== undefined && !isPlaceholderData && asked === wanted,
    error: error?.message ?? null,
  };
}
