import type { Environment, PolicySettingsView, RevisionState } from "./types";

/** One living verdict on the content as it is now. */
export type Verdicts = readonly { userId: string; name: string; verdict: "approve" | "request_changes" }[];

/** Everything that decides which steps a revision may take. Plain data, read in one place (read-facts.ts). */
export type RevisionFacts = {
  number: number;
  state: RevisionState;
  /** Null while the text is not a policy. */
  hash: string | null;
  /** Who began it; null where that was the system. */
  author: { id: string; name: string } | null;
  /** Everybody who wrote part of it. */
  editorIds: ReadonlySet<string>;
  /** Environments it is in force in now, and all it ever was in. */
  inForce: readonly Environment[];
  deployedTo: readonly Environment[];
  signed: boolean;
  scheduled: boolean;
  /** What the gates found for exactly this content; null where they have not been asked about it. */
  failedGates: readonly string[] | null;
  verdicts: Verdicts;
  /** Whether it lets through what the revision in force doesn't; of one that was in force before, restoring it. */
  loosens: boolean;
  looseningReason: string;
  drillPassed: boolean;
  settings: PolicySettingsView;
};

/** People who said yes to exactly this content and wrote none of it. */
export function approvalsOf({ verdicts, editorIds }: RevisionFacts): number {
  return verdicts.filter(({ verdict, userId }) => verdict === "approve" && !editorIds.has(userId)).length;
}

/** How many have to. What loosens takes one more than usual, and two at least. */
export function requiredApprovals(
  { requiredReviewers }: Pick<PolicySettingsView, "requiredReviewers">,
  loosens: boolean,
): number {
  return loosens ? Math.max(2, requiredReviewers + 1) : requiredReviewers;
}

/** One that was in force before, and would let more through than what is in force now: people approve bringing it back. */
export function isRestoreToApprove({ state, loosens, signed }: RevisionFacts): boolean {
  return loosens && signed && (state === "superseded" || state === "rolled_back");
}
