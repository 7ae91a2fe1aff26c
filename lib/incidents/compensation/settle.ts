import { z } from "zod";
import { ChangeNote, DENY_REASON_WORDS, type DenyReason } from "../../approvals";
import type { CallState } from "../../calls";
import type { CompensationState } from "./schemas";

/** What is known of the compensating call. `said`: the reason of its decision, its error, or a reviewer's comment. */
export type RunFacts = {
  state: CallState;
  capability: string;
  principal: string;
  said: string;
  /** People were asked. */
  asked: boolean;
  /** The step of the gateway that settled it: only what the policy refused is for a rule to mend. */
  step: string;
};

export type Settled = { state: Exclude<CompensationState, "todo" | "manual" | "skipped">; detail: string };

const MEND = "Start it again once that is mended, or take it back by hand.";
const ASK_ANEW = "Start it again to ask anew, or take it back by hand.";

/**
 * What a compensation is, from what its call is. Pure: run again on the same call, it says the same, so a process that
 * died between the call and its record is made up for by reading.
 */
export function settled({ state, capability, principal, said, asked, step }: RunFacts): Settled {
  const failed = (detail: string): Settled => ({ state: "failed", detail });
  switch (state) {
    case "succeeded":
      return { state: "done", detail: `${capability} succeeded.` };
    case "held":
      return { state: "waiting", detail: "People have to approve the compensating call." };
    case "approved":
    case "running":
      return { state: "running", detail: "" };
    case "denied":
      if (asked) return failed(`A reviewer denied it: ${sentence(said)} ${ASK_ANEW}`);
      if (step !== "policy") return failed(`Refused: ${sentence(said)} ${MEND}`);
      return failed(
        `Refused: ${sentence(said)} What is missing is a rule that lets "${principal}" call ${capability}. ${MEND}`,
      );
    case "tool_error":
      return failed(`The tool answered with an error: ${sentence(said)} ${MEND}`);
    case "failed":
      return failed(`Nothing ran: ${sentence(said)} ${MEND}`);
    case "in_doubt":
      return failed(
        "In doubt: whether it ran is not known. Look, and then mark it by hand; it is not started again.",
      );
    case "changes_requested":
      return failed(
        `A reviewer asked for another call: ${sentence(said)} Its arguments come from the review of the capability that is taken back: mend them there and start it again, or take it back by hand.`,
      );
    case "expired":
      return failed(`Nobody approved the compensating call in time. ${ASK_ANEW}`);
    case "cancelled":
      return failed(
        `The request for approval was cancelled${said === "" ? "." : `: ${sentence(said)}`} ${ASK_ANEW}`,
      );
  }
}

/** Whether a compensation in this state may be started again. Never where the first may have run. */
export function mayStart(state: CompensationState, run: CallState | null): string | null {
  switch (state) {
    case "todo":
    case "skipped":
      return null;
    case "failed":
      return run === "in_doubt" || run === "succeeded" || run === "running"
        ? "Whether the first attempt ran is not known. Look, and then mark it by hand."
        : null;
    case "running":
      return "It is running already.";
    case "waiting":
      return "It waits for people already.";
    case "done":
      return "It is taken back already.";
    case "manual":
      return "Somebody has taken it back by hand.";
  }
}

const Changes = z.array(ChangeNote).catch([]);

/** What a reviewer said with a no: the preset's words, what they wrote, and what they would have changed. */
export function voteInWords(vote: { reason: string | null; comment: string; changes: unknown }): string {
  const { reason, comment } = vote;
  // "Other" says nothing beside the comment.
  const preset = reason !== null && reason !== "other" ? DENY_REASON_WORDS[reason as DenyReason] : "";
  const changes = Changes.parse(vote.changes ?? []).map(({ pointer, problem }) => `${pointer} ${problem}`);
  const said = [preset, comment, ...changes].map((it) => it.trim());
  return said.flatMap((it) => (it === "" ? [] : sentence(it))).join(" ");
}

function sentence(said: string): string {
  const text = said.trim();
  if (text === "") return "no reason was given.";
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
