import type { LeafRow } from "@/lib/audit/types";

/** Something that waits for the reader. */
export type Need = {
  key: string;
  count: number;
  /** Follows the number. */
  text: string;
  detail: string;
  href: string;
  urgent: boolean;
};

/** `count` is of the first page; `more` says that there are others. */
type Some<T> = { count: number; more: boolean; rows: T[] };

/** Null where the reader may not know. */
export type Stopped = {
  /** Since when a file on a machine stops every call there; null also where none does. */
  stopFileSince: string | null;
  switches: Some<{ id: string; scope: string; label: string; setAt: string; percent: number }> | null;
  quarantines: Some<{
    id: string;
    sessionId: string;
    agent: string;
    incidentId: string;
    incidentRef: string;
    openedAt: string;
    admits: string;
  }> | null;
};

export type HealthFacts = {
  /** Processes that were heard of lately, and how many enforce the revision in force; null: nothing is in force, or unknown. */
  gateways: { living: number; enforcing: number; revision: number } | null;
  upstreams: { all: number; down: number; unknown: number } | null;
};

export type Changes = { rows: LeafRow[]; more: boolean };
