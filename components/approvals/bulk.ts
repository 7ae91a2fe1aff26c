import { BULK_RISKS, MAX_BULK_APPROVE, MAX_BULK_DENY } from "@/lib/approvals/schemas";
import type { ApprovalRow, CanDecide } from "@/lib/approvals/types";

/** Null: it may be done. Otherwise the sentence that says why not. */
export type WhyNot = string | null;

type Bulk = { rows: readonly ApprovalRow[]; seen: ReadonlySet<string> };

/**
 * Why these can't be approved together. Many at once are for one kind of harmless call, each of which a person has
 * had before their eyes; the server holds to all of it but the last.
 */
export function whyNotApprove({ rows, seen }: Bulk): WhyNot {
  const blocked = whyBlocked(rows.map((row) => row.can));
  if (blocked) return blocked;
  if (rows.some((row) => !BULK_RISKS.includes(row.riskLevel)))
    return "What is high or critical is approved one by one.";
  if (new Set(rows.map((row) => row.capability)).size > 1)
    return "These call different tools. Approve one tool at a time.";
  if (new Set(rows.map((row) => row.ruleId)).size > 1)
    return "Different rules ask for these. Approve one rule's at a time.";
  if (rows.length > MAX_BULK_APPROVE) return `At most ${MAX_BULK_APPROVE} can be approved together.`;
  const unseen = rows.filter((row) => !seen.has(row.id)).length;
  if (unseen > 0)
    return `${unseen} of ${rows.length} ${unseen === 1 ? "has" : "have"} not been on your screen yet. Scroll to each.`;
  return null;
}

/** Why these can't be denied together. */
export function whyNotDeny(rows: readonly ApprovalRow[]): WhyNot {
  const blocked = whyBlocked(rows.map((row) => row.canDeny));
  if (blocked) return blocked;
  return rows.length > MAX_BULK_DENY ? `At most ${MAX_BULK_DENY} can be denied together.` : null;
}

function whyBlocked(answers: readonly CanDecide[]): WhyNot {
  const reasons = answers.flatMap((answer) => (answer.ok ? [] : [answer.reason]));
  const first = reasons[0];
  if (first === undefined) return null;
  if (answers.length === 1) return first;
  return `${reasons.length} of ${answers.length} ${reasons.length === 1 ? "is" : "are"} not yours to decide: ${first}`;
}
