import type { Revision, RevisionVerb, Verdict } from "@/lib/revisions/types";

/** What a button of the header starts; each opens a dialog of its own. */
export type Step =
  | "submit"
  | "publish"
  | "schedule"
  | "cancel_schedule"
  | "drill"
  | "preview"
  | "staging"
  | "rollback_to"
  | "withdraw"
  | "discard";

export type StepOffer = { step: Step; label: string; verdict: Verdict };

type State = Revision["state"];

const VERB: Record<Step, RevisionVerb> = {
  submit: "submit",
  publish: "publish",
  schedule: "schedule",
  cancel_schedule: "cancel_schedule",
  drill: "drill",
  preview: "promote",
  staging: "promote",
  rollback_to: "rollback_to",
  withdraw: "withdraw",
  discard: "discard",
};

const LABEL: Record<Step, string> = {
  submit: "Submit for review",
  publish: "Publish",
  schedule: "Schedule",
  cancel_schedule: "Cancel the schedule",
  drill: "Run the rollback drill",
  preview: "Promote to preview",
  staging: "Promote to staging",
  rollback_to: "Roll back to this",
  withdraw: "Withdraw to draft",
  discard: "Discard draft",
};

/** The steps that make sense in a state, the one to take next first. Whether one may take them is the server's word. */
const STEPS: Record<State, readonly Step[]> = {
  draft: ["submit", "discard"],
  in_review: ["publish", "schedule", "drill", "preview", "staging", "withdraw"],
  published: ["preview", "staging"],
  superseded: ["rollback_to", "preview", "staging"],
  rolled_back: ["rollback_to"],
  discarded: [],
};

/** The steps that lead on, which stand as buttons in the header; the others stand in its menu. */
const LEADING: ReadonlySet<Step> = new Set([
  "submit",
  "publish",
  "schedule",
  "cancel_schedule",
  "rollback_to",
]);

/** What the header of a revision offers: the next steps as buttons, the rest in a menu. */
export function offersOf(revision: Revision): { leading: StepOffer[]; more: StepOffer[] } {
  const steps = STEPS[revision.state].map((step): Step =>
    step === "schedule" && revision.scheduledAt !== null ? "cancel_schedule" : step,
  );
  const offers = steps.map((step) => ({ step, label: LABEL[step], verdict: revision.may[VERB[step]] }));
  return {
    leading: offers.filter(({ step }) => LEADING.has(step)),
    more: offers.filter(({ step }) => !LEADING.has(step)),
  };
}
