import type { Revision } from "@/lib/revisions/types";

/** The windows over which impact is measured, in days. */
export const IMPACT_DAYS = [1, 7, 30] as const;
export type ImpactDays = (typeof IMPACT_DAYS)[number];

export function ImpactTab({ revision, days }: { revision: Revision; days: ImpactDays }) {
  return (
    <p>
      Revision {revision.number} over {days} days
    </p>
  );
}
