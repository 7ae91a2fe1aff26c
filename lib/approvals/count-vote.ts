import { isStepDone } from "./progress";
import type { RequestFacts, VoteFacts } from "./request-facts";
import { nextStatus, type ApprovalEvent, type ApprovalStatus } from "./state";

/**
 * What a request is once this vote is among the others. Pure; whether the person may cast it is for `canDecide`.
 * @returns null where the request is settled.
 */
export function countVote(
  request: RequestFacts,
  vote: VoteFacts,
): { status: ApprovalStatus; step: number; votes: VoteFacts[] } | null {
  const votes = [...request.votes, vote];
  const event = eventOf({ ...request, votes }, vote);
  const status = nextStatus(request.status as ApprovalStatus, event);
  if (status === null) return null;
  const advances = status === "pending" && event.kind === "approve" && event.stepDone;
  return { status, step: request.step + (advances ? 1 : 0), votes };
}

function eventOf({ chain, step, votes }: RequestFacts, vote: VoteFacts): ApprovalEvent {
  switch (vote.verdict) {
    case "approve":
      return {
        kind: "approve",
        stepDone: isStepDone(chain, step, votes),
        lastStep: step === chain.steps.length - 1,
      };
    case "deny":
      return {
        kind: "deny",
        denials: votes.filter(({ verdict }) => verdict === "deny").length,
        threshold: chain.denyThreshold,
      };
    default:
      return { kind: "request_changes" };
  }
}
