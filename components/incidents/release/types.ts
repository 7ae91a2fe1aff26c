import type { QuarantineRow } from "@/lib/quarantine/types";

/** A quarantine of an incident with how its session stands now, as the watch route answers. */
export type Watched = {
  quarantine: QuarantineRow;
  risk: {
    counted: boolean;
    score: number;
    threshold: number;
    watchUntil: string | null;
    relapsedAt: string | null;
  };
};
