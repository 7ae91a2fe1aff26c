import type { Route } from "next";

type Query = Readonly<Record<string, string | number>>;

/** The page of one revision: a tab of it, perhaps a line of a text. */
export function revisionHref(id: string, query: Query = {}, line?: number): Route {
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  const text = search.size === 0 ? "" : `?${search.toString()}`;
  // Safe because it is our own route.
  return `/policy/${id}${text}${line === undefined ? "" : `#L${line}`}` as Route;
}

/** Where a rule stands: in the revision that decided, or where none is known, in the policy in force. */
export function ruleHref(rule: string, revisionId: string | null): Route {
  if (revisionId !== null) return revisionHref(revisionId, { rule });
  // Safe because it is our own route.
  return `/policy?rule=${encodeURIComponent(rule)}` as Route;
}
