import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { compilePolicy, type Action, type PolicyRule } from "../policy";

export type PublishedPolicy = {
  id: string;
  number: number;
  /** The YAML source exactly as written. */
  document: string;
  /** SHA-256 (hex) of the canonical form. */
  hash: string;
  /** Who published it; null where that was the system. */
  publishedBy: string | null;
  publishedAt: string | null;
  default: Action;
  /** In the order they are tried, each with the line (1-based) it starts on. */
  rules: (PolicyRule & { line: number })[];
};

/** The revision in force; null where the tenant has none, and so every call is denied. @throws DomainError FORBIDDEN */
export async function getPublishedPolicy(ctx: Ctx): Promise<PublishedPolicy | null> {
  requirePermission(ctx, "policy.read");
  const found = await withTenant(ctx.tenantId, async (tx) => {
    const revision = await tx.policyRevision.findFirst({
      where: { tenantId: ctx.tenantId, state: "published" },
    });
    const by = revision?.publishedById;
    const person = by ? await tx.user.findUnique({ where: { id: by }, select: { name: true } }) : null;
    return revision && { revision, publishedBy: person?.name ?? null };
  });
  if (!found) return null;
  const { id, number, document, hash, publishedAt } = found.revision;
  const compiled = compilePolicy(document);
  return {
    id,
    number,
    document,
    hash: hash ?? compiled.hash,
    publishedBy: found.publishedBy,
    publishedAt: publishedAt?.toISOString() ?? null,
    default: compiled.default,
    rules: compiled.document.rules.map((rule) => ({ ...rule, line: compiled.lines.get(rule.id) ?? 1 })),
  };
}
