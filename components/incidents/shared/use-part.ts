"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson } from "../../providers/query-provider";

/** Under `incidents`, so that the page's event stream has it read again when something changes. */
export function usePart<T>(incidentId: string, part: string, options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: ["incidents", incidentId, part],
    queryFn: ({ signal }) => getJson<T>(`/api/console/incidents/${incidentId}/${part}`, signal),
    ...options,
  });
}
