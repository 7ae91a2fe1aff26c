import type { LimitKind, LimitScope } from "./schemas";

/** What of a limit says how much may be called. */
export type LimitTerms = {
  kind: string;
  calls: number;
  /** Of a rate. */
  perSeconds: number | null;
  burst: number | null;
};

/** How one bucket stands at a moment. */
export type Level = {
  /** Calls that may be made now; a fraction is on its way to the next. */
  left: number;
  /** Of so many. */
  size: number;
  /** Seconds until one call may be made; 0: now. */
  waitSeconds: number;
  /** Seconds until all of it is there again. */
  fullInSeconds: number;
};

/** One bucket in the console's list: whose it is, and how it stands. */
export type BucketRow = Level & {
  /** Agent id, capability name or upstream slug; empty for the tenant's. */
  target: string;
  /** What people call it. */
  name: string;
};

export type LimitRow = {
  id: string;
  scope: LimitScope;
  target: string | null;
  /** What people call the target; null where each has a bucket of its own. */
  targetName: string | null;
  kind: LimitKind;
  calls: number;
  perSeconds: number | null;
  burst: number | null;
  enabled: boolean;
  note: string;
  updatedAt: string;
  /** The fullest first: who is near. At most FULLEST of them. */
  buckets: BucketRow[];
};

/** A limit after somebody changed it, with the audit record of that. */
export type ChangedLimit = { id: string; auditId: string };

type LimitTarget = { value: string; label: string };
/** What a limit can be set for, by its scope. */
export type LimitTargets = Record<Exclude<LimitScope, "tenant">, LimitTarget[]>;
