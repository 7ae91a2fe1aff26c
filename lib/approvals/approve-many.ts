import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { dwellOfEach, eachOnItsOwn } from "./bulk";
import { ApproveManyInput, BULK_RISKS } from "./schemas";
import type { BulkResult } from "./types";
import { castVote, requireReviewer, type VoteOptions } from "./vote";

type Asked = { capability: string; ruleId: string | null; riskLevel: string };

/**
 * The same yes to a few requests that are alike: one tool, one rule, none HIGH or CRITICAL. A set that is not so is
 * refused whole; then each is a vote, a record and a grant of its own, and may be refused on its own.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (too many, not alike, too risky), NOT_FOUND (any of them)
 */
export async function approveMany(
  ctx: Ctx,
  input: ApproveManyInput,
  options: VoteOptions = {},
): Promise<BulkResult[]> {
  const reviewer = requireReviewer(ctx);
  const parsed = ApproveManyInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { approvalIds, comment = "" } = parsed.data;
  const ids = [...new Set(approvalIds)];
  const found = await withTenant(ctx.tenantId, (tx) =>
    tx.approval.findMany({
      where: { tenantId: ctx.tenantId, id: { in: ids } },
      select: { capability: true, ruleId: true, riskLevel: true },
    }),
  );
  if (found.length < ids.length) throw new DomainError("NOT_FOUND", "Not all of these requests are here.");
  const unlike = whyNotTogether(found);
  if (unlike) throw refuseSet(unlike);
  const dwellMs = dwellOfEach(ids, parsed.data.dwellMs);
  return eachOnItsOwn(ids, (approvalId) =>
    castVote(ctx, reviewer, { approvalId, comment, verdict: "approve", dwellMs }, options),
  );
}

/** Why these may not be approved in one step; null where they may. What it compares never changes once held. */
export function whyNotTogether(set: readonly Asked[]): string | null {
  const risky = set.find(({ riskLevel }) => !BULK_RISKS.includes(riskLevel));
  if (risky) return `What is ${risky.riskLevel} is approved one by one.`;
  if (new Set(set.map(({ capability }) => capability)).size > 1)
    return "Only requests for the same tool can be approved together.";
  if (new Set(set.map(({ ruleId }) => ruleId)).size > 1)
    return "Only requests that the same rule asked for can be approved together.";
  return null;
}

function refuseSet(detail: string): DomainError {
  return new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/approvalIds", detail }] });
}
