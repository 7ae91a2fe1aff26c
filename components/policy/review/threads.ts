import type { Comment } from "@/lib/revisions/types";

export type Thread = { ruleId: string | null; comments: readonly Comment[]; open: number };

/**
 * Comments by the rule they are about: first those about the whole revision, then in the order of the policy's
 * rules, then of rules that are no longer in it. Within a thread the oldest is first.
 */
export function threadsOf(comments: readonly Comment[], ruleOrder: readonly string[]): Thread[] {
  const place = (ruleId: string | null): number => {
    if (ruleId === null) return -1;
    const index = ruleOrder.indexOf(ruleId);
    return index === -1 ? ruleOrder.length : index;
  };
  const about = [...new Set(comments.map(({ ruleId }) => ruleId))];
  return about
    .sort((a, b) => place(a) - place(b) || (a ?? "").localeCompare(b ?? ""))
    .map((ruleId) => {
      const own = comments.filter((comment) => comment.ruleId === ruleId);
      return {
        ruleId,
        comments: own.toSorted((a, b) => a.at.localeCompare(b.at)),
        open: own.filter(({ resolvedAt }) => resolvedAt === null).length,
      };
    });
}
