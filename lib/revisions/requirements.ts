import { approvalsOf, isRestoreToApprove, requiredApprovals, type RevisionFacts } from "./facts";
import type { Requirement } from "./types";

/**
 * What publishing to production needs, in the order to do it in, and what of it is there. The page shows this
 * list, and publishing refuses with its unmet sentences. For what was published before, what bringing it back needs.
 */
export function requirements(facts: RevisionFacts): Requirement[] {
  if (isRestoreToApprove(facts)) return [approvals(facts)];
  if (facts.state !== "draft" && facts.state !== "in_review") return [];
  return [
    checks(facts),
    ...(facts.loosens ? [reason(facts)] : []),
    review(facts),
    requests(facts),
    approvals(facts),
    ...(facts.settings.requireDrill ? [drill(facts)] : []),
  ];
}

/** The unmet ones in one text; null where nothing is missing. */
export function missing(facts: RevisionFacts): string | null {
  const sentences = requirements(facts).flatMap(({ met, sentence }) => (met ? [] : [sentence]));
  return sentences.length === 0 ? null : sentences.join(" ");
}

function checks({ failedGates, hash }: RevisionFacts): Requirement {
  const met = failedGates?.length === 0;
  const sentence = met
    ? "All checks pass."
    : hash === null
      ? "The text is not a policy yet."
      : failedGates === null
        ? "Its checks run when it is submitted for review."
        : `These checks have to pass: ${failedGates.join(", ")}.`;
  return { id: "checks", met, sentence };
}

function reason({ looseningReason }: RevisionFacts): Requirement {
  const met = looseningReason !== "";
  return {
    id: "loosening_reason",
    met,
    sentence: met
      ? "It allows more than what is in force, and its author wrote why."
      : "It allows more than what is in force, so its author has to write why: take it back to draft and submit it with a reason.",
  };
}

function review({ state }: RevisionFacts): Requirement {
  const met = state === "in_review";
  return { id: "review", met, sentence: met ? "It is in review." : "It has to be submitted for review." };
}

function requests({ verdicts }: RevisionFacts): Requirement {
  const names = verdicts.filter(({ verdict }) => verdict === "request_changes").map(({ name }) => name);
  const met = names.length === 0;
  return {
    id: "no_open_request",
    met,
    sentence: met
      ? "Nobody asks for changes."
      : `${names.join(" and ")} asked for changes: change it, or let them approve it as it is.`,
  };
}

function approvals(facts: RevisionFacts): Requirement {
  const have = approvalsOf(facts);
  const need = requiredApprovals(facts.settings, facts.loosens);
  const met = have >= need;
  const people = need === 1 ? "1 person" : `${need} people`;
  const why = facts.loosens ? ", one more than usual, because it allows more than what is in force" : "";
  return {
    id: "approvals",
    met,
    sentence: met
      ? `${have} of ${need} needed approvals of this content.`
      : `${people} who wrote none of it must approve this content${why}; ${have} did.`,
  };
}

function drill({ drillPassed }: RevisionFacts): Requirement {
  return {
    id: "drill",
    met: drillPassed,
    sentence: drillPassed
      ? "A rollback drill of this content has passed in staging."
      : "A rollback drill of this content has to pass in staging.",
  };
}
