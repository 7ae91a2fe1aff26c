"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useState } from "react";

type Query = {
  query: URLSearchParams;
  /** Changes the query of this page's address. What it shows is here already, so the server isn't asked. */
  change: (edit: (query: URLSearchParams) => void, how?: "push" | "replace") => void;
};

/** Where somebody went, of which Next does not know yet. */
type Ahead = { now: string; before: readonly string[] };

/**
 * The address's query, as it was last changed here. Next follows the browser's history in a transition of its own: later
 * than a hand on the keyboard, and not at all where the page is being read again at that moment (16.4).
 */
export function useAddressQuery(): Query {
  const known = useSearchParams().toString();
  const [ahead, setAhead] = useState<Ahead | null>(null);
  const behind = ahead !== null && ahead.before.includes(known);
  // It has caught up, or somebody went elsewhere.
  if (ahead !== null && (!behind || ahead.now === known)) setAhead(null);
  const now = behind ? ahead.now : known;
  const query = useMemo(() => new URLSearchParams(now), [now]);

  useEffect(() => {
    const back = () => setAhead(null);
    window.addEventListener("popstate", back);
    return () => window.removeEventListener("popstate", back);
  }, []);

  const change: Query["change"] = (edit, how = "replace") => {
    // Two changes may come before the next rendering.
    const next = new URLSearchParams(location.search);
    edit(next);
    const text = next.toString();
    setAhead((was) => ({ now: text, before: [...(was?.before ?? [known]), now] }));
    const address = text === "" ? location.pathname : `?${text}`;
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  };
  return { query, change };
}
