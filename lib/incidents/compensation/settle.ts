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
};

export type Settled = { state: Exclude<CompensationState, "todo" | "manual" | "skipped">; detail: string };

/**
 * What a compensation is, from what its call is. Pure: run again on the same call, it says the same, so a process that
 * died between the call and its record is made up for by reading.
 */
export function settled({ state, capability, principal, said, asked }: RunFacts): Settled {
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
      if (asked) return failed(`A reviewer denied it: ${sentence(said)}`);
      return failed(
        `Refused: ${sentence(said)} Where the policy says so, a rule that lets "${principal}" call ${capability} is what is missing.`,
      );
    case "tool_error":
      return failed(`The tool answered with an error: ${sentence(said)}`);
    case "failed":
      return failed(`Nothing ran: ${sentence(said)}`);
    case "in_doubt":
      return failed(
        "In doubt: whether it ran is not known. Look, and then mark it by hand; it is not started again.",
      );
    case "changes_requested":
      return failed(`A reviewer asked for another call: ${sentence(said)}`);
    case "expired":
      return failed("Nobody approved the compensating call in time.");
    case "cancelled":
      return failed("The request for approval was cancelled.");
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

function sentence(said: string): string {
  const text = said.trim();
  if (text === "") return "no reason was given.";
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
