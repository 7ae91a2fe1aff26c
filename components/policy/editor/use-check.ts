"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CheckReport } from "@/lib/policy/check-types";
import { postJson } from "./post-json";

/** Waits this long for the next key; the answer takes about as long again. */
const QUIET_MS = 60;

export type Check = {
  /** The texts that `report` is about; an older answer stays until the next one is there. */
  of: { document: string; tests: string };
  report: CheckReport | null;
  /** The report is about the texts as they stand. */
  current: boolean;
  /** Why there is no report. */
  problem: string | null;
};

type Answer = { of: Check["of"]; report: CheckReport };

/** What the gates say of the two texts, asked again whenever typing pauses. */
export function useCheck(document: string, tests: string): Check {
  const asked = useSettled(document, tests);
  const { data, error } = useQuery({
    queryKey: ["policy-check", asked.document, asked.tests],
    queryFn: async ({ signal }): Promise<Answer> => {
      const report = await postJson<CheckReport>("/api/console/policy/check", asked, signal);
      return { of: asked, report };
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  const of = data?.of ?? asked;
  const current = data !== undefined && of.document === document && of.tests === tests;
  return { of, report: data?.report ?? null, current, problem: error?.message ?? null };
}

function useSettled(document: string, tests: string): Check["of"] {
  const [settled, setSettled] = useState({ document, tests });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ document, tests }), QUIET_MS);
    return () => clearTimeout(timer);
  }, [document, tests]);
  return settled;
}
