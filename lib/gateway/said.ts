import { z } from "zod";
import { ChangeNote, DENY_REASON_WORDS, type DenyReason } from "../approvals";
import type { ErrorCode, ErrorMeta } from "../platform/errors";

/** The votes that end a request with a no, in their order; for a query. */
export const ENDING_VOTES = {
  where: { verdict: { in: ["deny", "request_changes"] } },
  orderBy: { id: "asc" as const },
  select: { verdict: true, reason: true, comment: true, changes: true } as const,
};

export type EndingVote = { verdict: string; reason: string | null; comment: string; changes: unknown };
type Ended = {
  status: string;
  cancelCause: string | null;
  votes: readonly EndingVote[];
  /** People had said yes. */
  unused?: boolean;
};
/** Why a held call will not run, for its agent: a sentence, and what a program may act on. */
export type Said = { code: ErrorCode; reason: string; meta: ErrorMeta };

const Changes = z.array(ChangeNote).catch([]);

/** What became of a request that nobody can approve any more. */
export function saidOf({ status, cancelCause, votes, unused }: Ended): Said {
  if (status === "denied") return denied(votes.filter(({ verdict }) => verdict === "deny"));
  if (status === "changes_requested")
    return sentBack(votes.find(({ verdict }) => verdict === "request_changes"));
  if (status === "expired")
    return {
      code: "APPROVAL_EXPIRED",
      reason: unused
        ? "This call was approved, but not carried on within the time its approval was good for, so it did not run."
        : "Nobody decided in time, so the call is denied.",
      meta: {},
    };
  const reason = `This request was cancelled${cancelCause ? `: ${cancelCause}` : "."}`;
  return { code: "GRANT_UNAVAILABLE", reason, meta: { approval_status: "cancelled", cause: cancelCause } };
}

function denied(votes: readonly EndingVote[]): Said {
  const who = votes.length > 1 ? `${votes.length} reviewers` : "A reviewer";
  const why = votes.map(inWords).filter((words) => words !== "");
  return {
    code: "APPROVAL_DENIED",
    reason: why.length > 0 ? `${who} denied this call: ${why.join(" ")}` : `${who} denied this call.`,
    meta: { denial_reason: votes.at(-1)?.reason ?? null },
  };
}

/** The preset's words, and what the person wrote; "Other" says nothing beside that. */
function inWords({ reason, comment }: EndingVote): string {
  const preset = reason !== null && reason !== "other" ? DENY_REASON_WORDS[reason as DenyReason] : undefined;
  return [preset && `${preset}.`, comment].filter(Boolean).join(" ");
}

function sentBack(vote: EndingVote | undefined): Said {
  const note = vote?.comment ?? "";
  return {
    code: "CHANGES_REQUESTED",
    reason: `A reviewer asks for other arguments${note === "" ? "." : `: ${note}`}`,
    meta: { note, changes: Changes.parse(vote?.changes ?? []) },
  };
}
