"use client";

import { useEffect, useRef, useState } from "react";
import type { CallHint } from "@/lib/calls/waterfall/types";
import { postJson } from "../../policy/editor/post-json";

/** While rows fly past, nothing is asked. */
const STILL_MS = 60;
/** More calls than fit on any screen. */
const MOST = 100;

/** Arguments and reasons of the calls in sight, as they arrive; each is asked for once. */
export function useHints(sessionId: string, inSight: readonly string[]): ReadonlyMap<string, CallHint> {
  const [hints, setHints] = useState<ReadonlyMap<string, CallHint>>(new Map());
  const asked = useRef(new Set<string>());
  const wanted = inSight.join(" ");
  useEffect(() => {
    const timer = setTimeout(() => {
      const ids = wanted.split(" ").filter((id) => id !== "" && !asked.current.has(id));
      if (ids.length === 0) return;
      const part = ids.slice(0, MOST);
      for (const id of part) asked.current.add(id);
      postJson<CallHint[]>(`/api/console/sessions/${sessionId}/hints`, { sessionId, ids: part }).then(
        (found) => setHints((known) => new Map([...known, ...found.map((hint) => [hint.id, hint] as const)])),
        // Rows do without; they are asked about again when they come back into sight.
        () => part.forEach((id) => asked.current.delete(id)),
      );
    }, STILL_MS);
    return () => clearTimeout(timer);
  }, [sessionId, wanted]);
  return hints;
}
