import type { Ctx } from "../platform/ctx";
import type { PolicyRevision, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { actorId } from "./on-revision";

type Given = { verdict: "approve" | "request_changes"; comment: string };

/** Writes one person's verdict on the content as it is; an earlier one of theirs is void with it. */
export async function giveVerdict(
  tx: Tx,
  ctx: Ctx,
  row: PolicyRevision,
  { verdict, comment }: Given,
): Promise<void> {
  const userId = actorId(ctx);
  const { tenantId, id: revisionId, hash, testsHash } = row;
  if (userId === null || hash === null)
    throw new DomainError("FORBIDDEN", "Only a person gives a verdict, and only on a policy.");
  await tx.policyReview.updateMany({
    where: { tenantId, revisionId, userId, voidedAt: null },
    data: { voidedAt: new Date() },
  });
  await tx.policyReview.create({
    data: { id: newId(), tenantId, revisionId, userId, verdict, comment, hash, testsHash },
  });
}
