"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { JsonObject } from "@/lib/platform/json/types";
import { getJson } from "../../providers/query-provider";

/** What a mapping has to know of the capability that it fills. */
export type Compensating = { name: string; status: string; inputSchema: JsonObject };

/** The capability of a name; null where there is none, undefined while it is being read. */
export function useCompensating(name: string): Compensating | null | undefined {
  const asked = useDeferredValue(name);
  const { data } = useQuery({
    queryKey: ["capabilities", "named", asked],
    queryFn: ({ signal }) =>
      getJson<{ capability: Compensating | null }>(
        `/api/console/capabilities/named?${new URLSearchParams({ name: asked }).toString()}`,
        signal,
      ),
    enabled: asked !== "",
    staleTime: 30_000,
    retry: false,
  });
  if (name === "") return null;
  return asked === name ? data?.capability : undefined;
}

/** Names of capabilities that hold a text, for choosing one. */
export function useNames(text: string): readonly string[] {
  const asked = useDeferredValue(text);
  const { data } = useQuery({
    queryKey: ["capabilities", "names", asked],
    queryFn: ({ signal }) =>
      getJson<{ names: string[] }>(
        `/api/console/capabilities/names?${new URLSearchParams({ q: asked }).toString()}`,
        signal,
      ),
    placeholderData: (before) => before,
    staleTime: 30_000,
    retry: false,
  });
  return data?.names ?? [];
}
