import type { ChainSpec } from "../schemas";
import type { NameBook } from "./words";

export type { NameBook };

/** A policy that names a chain: the one in force, or one that is being worked on. */
export type ChainUse = { revisionId: string; number: number; title: string; state: string; rules: number };

/** One chain as the list shows it: its newest version. */
export type ChainRow = {
  name: string;
  /** 0 for one that comes with the product. */
  version: number;
  builtIn: boolean;
  spec: ChainSpec;
  inWords: string;
  /** When its newest version was saved, and by whom; null for one that comes with the product. */
  savedAt: string | null;
  savedBy: string | null;
  uses: ChainUse[];
  /** How many requests wait under it now, whichever version they were held under. */
  waiting: number;
  /** Why it cannot be fulfilled by the people there are now; empty: it can. */
  problems: string[];
};

export type ChainVersion = {
  version: number;
  spec: ChainSpec;
  note: string;
  savedAt: string;
  savedBy: string;
  /** What is different from the version before it, one sentence each. */
  changes: string[];
  /** How many requests that wait were held under it. */
  waiting: number;
};

export type ChainDetail = ChainRow & {
  warnings: string[];
  /** Newest first; none of one that comes with the product. */
  versions: ChainVersion[];
  names: NameBook;
};

/** Who a chain's groups can name. */
export type ChainParts = {
  teams: { id: string; name: string; members: number; decide: number }[];
  people: { id: string; name: string; email: string; decides: boolean }[];
  agents: { id: string; name: string }[];
};

/** Somebody who could decide at a step, and for which of its groups. */
export type Candidate = {
  userId: string;
  name: string;
  groups: string[];
  /** Whose place they would take. */
  inPlaceOf: string | null;
  away: boolean;
};

/** What would come of a chain now, with the people there are. */
export type ChainTrial = {
  /** Why it could never be fulfilled: it would not be saved. */
  problems: string[];
  /** What is worth a thought. */
  warnings: string[];
  /** Who could decide, step by step. `groups` with their quorums as a call of this risk would ask for. */
  steps: { name: string; groups: { name: string; quorum: number }[]; people: Candidate[] }[];
  /** Those of the agent's side, who never decide what it asks. */
  banned: { name: string; as: string }[];
};
