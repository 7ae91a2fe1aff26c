"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Simulation } from "@/lib/revisions/types";
import { postJson } from "../editor/post-json";
import type { ImaginedCall } from "./call-form";

export type SimulatedCall = { callId: string } | ImaginedCall;

const QUIET_MS = 200;

/** The part of a call that was said: an empty text is nothing said. */
export function saidOf(call: SimulatedCall): Record<string, string> {
  return Object.fromEntries(Object.entries(call).filter(([, text]) => text.trim() !== ""));
}

/** What the text would answer to a call; asked again when either changes. Null asks nothing. */
export function useSimulation(document: string, call: SimulatedCall | null) {
  const said = call && JSON.stringify({ ...saidOf(call), document });
  const [asked, setAsked] = useState(said);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(said), QUIET_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return useQuery({
    queryKey: ["policy-simulation", asked],
    queryFn: ({ signal }) =>
      postJson<Simulation>("/api/console/policy/simulate", JSON.parse(asked ?? "{}") as object, signal),
    enabled: asked !== null && said !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
}
