import type { DelegationScope } from "../schemas";

/** now | upcoming | past: by its period, or because somebody ended it. */
export type DelegationState = "now" | "upcoming" | "past";
type Person = { id: string; name: string };

export type DelegationRow = {
  id: string;
  from: Person;
  /** Null: away, with nobody in their place. */
  to: Person | null;
  startsAt: string;
  endsAt: string;
  scope: DelegationScope;
  reason: string;
  /** Who made it, where it was not the person themselves. */
  createdBy: string | null;
  /** Who ended it before its time, and when. */
  revokedBy: string | null;
  revokedAt: string | null;
  state: DelegationState;
  /** Why it does nothing although its time is now; null where it works. */
  idle: string | null;
  /** May the viewer end it. */
  may: { ok: true } | { ok: false; why: string };
};

export type DelegationList = {
  /** Now and upcoming by start, then the newest past ones. */
  rows: DelegationRow[];
  /** Who could be somebody's substitute, or need one. */
  people: { id: string; name: string; email: string }[];
  now: string;
};

/** What the inbox says of its reader's own absence and substitutions. */
export type MyAway = {
  /** The reader is away now: until when, and who stands in. */
  away: { id: string; until: string; to: string | null; scope: DelegationScope }[];
  /** Whom the reader stands in for now. */
  standsInFor: { id: string; name: string; until: string; scope: DelegationScope }[];
};
