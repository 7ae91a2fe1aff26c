"use client";

import type { Convergence, Revision } from "@/lib/revisions/types";

type RevisionActionsProps = { revision: Revision; convergence?: readonly Convergence[] };

/** What may be done with a revision now, for the page's header. */
export function RevisionActions({ revision }: RevisionActionsProps) {
  return <span className="text-sm text-ink-3">Revision {revision.number}</span>;
}
