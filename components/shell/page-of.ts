import type { Route } from "next";
import type { ResolvedId } from "@/lib/calls/types";

/** Where a thing of each kind is looked at; null where it has no page. */
export function pageOf({ kind, id, label, sessionId }: ResolvedId): Route | null {
  const path = pathOf(kind, id, label, sessionId);
  // Safe because each is one of our own routes.
  return path as Route | null;
}

function pathOf(
  kind: ResolvedId["kind"],
  id: string,
  label: string,
  sessionId: string | null,
): string | null {
  switch (kind) {
    case "approval":
      return `/approvals/${id}`;
    case "session":
      return `/sessions/${id}`;
    case "call":
      return sessionId ? `/sessions/${sessionId}?call=${id}` : null;
    case "capability":
      return `/capabilities/${id}`;
    case "upstream":
      return `/upstreams/${id}`;
    case "policy_revision":
      return `/policy/${id}`;
    case "agent":
      return `/sessions?agent=${encodeURIComponent(label)}`;
  }
}
