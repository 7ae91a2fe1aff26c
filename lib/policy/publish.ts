import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { compilePolicy, policyHash } from "./compile";

export type PublishedRevision = { id: string; number: number; hash: string };

/**
 * Makes a document the tenant's published policy, as a new immutable revision; the one before is superseded.
 * The change raises the control epoch, so that the next decision on every process is made under it.
 * @throws DomainError INVALID_INPUT with every finding where the document does not compile.
 */
export async function publishPolicy(ctx: Ctx, document: string): Promise<PublishedRevision> {
  requirePermission(ctx, "policy.publish");
  const hash = policyHash(compilePolicy(document));
  return withTenant(ctx.tenantId, async (tx) => {
    // Two publishers take turns, so that numbers have no gaps and one revision is in force.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`agentgate.policy.${ctx.tenantId}`}, 0))`;
    const where = { tenantId: ctx.tenantId };
    const latest = await tx.policyRevision.findFirst({
      where,
      orderBy: { number: "desc" },
      select: { number: true },
    });
    await tx.policyRevision.updateMany({
      where: { ...where, state: "published" },
      data: { state: "superseded" },
    });
    const id = newId();
    const number = (latest?.number ?? 0) + 1;
    const by = ctx.actor.kind === "user" ? ctx.actor.id : null;
    await tx.policyRevision.create({
      data: {
        ...where,
        id,
        number,
        document,
        hash,
        state: "published",
        createdById: by,
        publishedById: by,
        publishedAt: new Date(),
      },
    });
    await appendLeaf(tx, ctx, {
      action: "policy.published",
      subjectKind: "policy_revision",
      subjectId: id,
      data: { number, hash },
    });
    return { id, number, hash };
  });
}
