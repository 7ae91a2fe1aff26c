"use client";

import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Waterfall } from "@/lib/calls/waterfall/types";
import { coalesce } from "../../live/coalesce";
import { useLiveEvents } from "../../live/live";
import { postJson } from "../../policy/editor/post-json";
import { getJson } from "../../providers/query-provider";
import { decode, merge, openCalls, type Session } from "./model";
import { preloadWaterfall, waterfallPath } from "./waterfall-path";

/** Between two readings of what came since. */
const PAUSE_MS = 1_000;
/** Without any event: a deadline passes silently, so open calls are asked about now and then. */
const PATROL_MS = 15_000;
const MOST_OPEN = 400;

/** All calls of a session, read once whole and then on from where they are. */
export function useWaterfall(sessionId: string): UseQueryResult<Session> {
  const client = useQueryClient();
  // Said while the server renders, it stands in the document: the browser asks before it has any script.
  useState(() => preloadWaterfall(sessionId));
  const query = useQuery({
    queryKey: ["waterfall", sessionId],
    queryFn: async ({ signal }) =>
      decode(await getJson<Waterfall>(waterfallPath(sessionId), signal), Date.now()),
    // What is new is merged into it; reading all again would only cost.
    staleTime: Infinity,
    structuralSharing: false,
  });
  const [readOn] = useState(() =>
    coalesce(async () => {
      const key = ["waterfall", sessionId];
      const known = client.getQueryData<Session>(key);
      const last = known?.calls.at(-1)?.id;
      if (!known || document.visibilityState === "hidden") return;
      const later = last
        ? await postJson<Waterfall>(waterfallPath(sessionId), {
            sessionId,
            after: last,
            open: openCalls(known.calls, MOST_OPEN),
          })
        : await getJson<Waterfall>(waterfallPath(sessionId));
      client.setQueryData<Session>(key, (current) => current && merge(current, decode(later, Date.now())));
    }, PAUSE_MS),
  );
  useLiveEvents(readOn);
  useEffect(() => {
    const timer = setInterval(readOn, PATROL_MS);
    document.addEventListener("visibilitychange", readOn);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", readOn);
    };
  }, [readOn]);
  return query;
}
