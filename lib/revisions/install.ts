import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { sha256 } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { compilePolicy, policyHash } from "../policy";
import { deploy } from "./deploy";
import { signRevision } from "./signing";
import { takeTurns } from "./take-turns";

export type InstalledRevision = { id: string; number: number; hash: string };

/**
 * Puts a document in force in production at once, as a new published revision, without draft or review: for
 * setting a tenant up, not for changing one people work with.
 * @param tests the policy's own tests (YAML), kept with it.
 * @throws DomainError INVALID_INPUT with every finding where the document does not compile; FORBIDDEN;
 *   SIGNING_UNAVAILABLE where this process has no key.
 */
export async function installPolicy(ctx: Ctx, document: string, tests = ""): Promise<InstalledRevision> {
  requirePermission(ctx, "policy.publish");
  const hash = policyHash(compilePolicy(document));
  const testsHash = sha256(tests);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await takeTurns(tx, tenantId);
    const id = newId();
    const number = await nextNumber(tx, tenantId);
    const by = ctx.actor.kind === "user" ? ctx.actor.id : null;
    await tx.policyRevision.updateMany({
      where: { tenantId, state: "published" },
      data: { state: "superseded" },
    });
    const revision = await tx.policyRevision.create({
      data: {
        ...{ id, tenantId, number, document, hash, tests, testsHash },
        state: "published",
        createdById: by,
        publishedById: by,
        publishedAt: new Date(),
      },
    });
    const { keyId } = await signRevision(tx, ctx, revision);
    await deploy(tx, ctx, { environment: "production", revisionId: id, kind: "install" });
    await appendLeaf(tx, ctx, {
      action: "policy.published",
      subjectKind: "policy_revision",
      subjectId: id,
      data: { number, hash, testsHash, keyId, kind: "install" },
    });
    return { id, number, hash };
  });
}

async function nextNumber(tx: Tx, tenantId: string): Promise<number> {
  const latest = await tx.policyRevision.findFirst({
    where: { tenantId },
    orderBy: { number: "desc" },
    select: { number: true },
  });
  return (latest?.number ?? 0) + 1;
}
