import type { Revision } from "@/lib/revisions/types";

/** What a revision is compared with: the one in force in production, or the one it was drafted from. */
export const DIFF_AGAINST = ["published", "base"] as const;
export type DiffAgainst = (typeof DIFF_AGAINST)[number];

export function DiffTab({ revision, against = "published" }: { revision: Revision; against?: DiffAgainst }) {
  return (
    <p>
      Revision {revision.number} against {against}
    </p>
  );
}
