import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { sha256 } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { installPolicy } from "./install";
import { signRevision } from "./signing";
import { takeTurns } from "./take-turns";

/**
 * Signs what a tenant had in force in production before policies were signed. A tenant that has a signed revision
 * already is left alone: an unsigned one in it is nobody's to legitimise. Where the canonical form has changed since,
 * the same document is installed anew.
 */
export async function signInstalled(ctx: Ctx): Promise<void> {
  requirePermission(ctx, "policy.publish");
  const { tenantId } = ctx;
  const outdated = await withTenant(tenantId, async (tx) => {
    await takeTurns(tx, tenantId);
    if (await tx.policyRevision.count({ where: { tenantId, signature: { not: null } } })) return null;
    const deployment = await tx.policyDeployment.findFirst({
      where: { tenantId, environment: "production", endedAt: null },
      include: { revision: true },
    });
    if (!deployment) return null;
    const testsHash = sha256(deployment.revision.tests);
    const revision = { ...deployment.revision, testsHash };
    const { id, hash } = revision;
    try {
      await tx.policyRevision.update({ where: { id }, data: { testsHash } });
      const { keyId } = await signRevision(tx, ctx, revision);
      await appendLeaf(tx, ctx, {
        action: "policy.signed",
        subjectKind: "policy_revision",
        subjectId: id,
        data: { hash, testsHash, keyId },
      });
      return null;
    } catch (error) {
      if (error instanceof DomainError && error.code === "CONFLICT") return revision;
      throw error;
    }
  });
  if (outdated) await installPolicy(ctx, outdated.document, outdated.tests);
}
