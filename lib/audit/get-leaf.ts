import { createHash } from "node:crypto";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { notFound } from "../platform/errors";
import { isId } from "../platform/ids";
import { namesOf } from "./names";
import type { LeafDetail } from "./types";

/** One leaf with the exact bytes, checked against their hash. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function getLeaf(ctx: Ctx, id: string): Promise<LeafDetail> {
  requirePermission(ctx, "audit.read");
  if (!isId(id)) throw notFound("audit record");
  return withTenant(ctx.tenantId, async (tx) => {
    const leaf = await tx.auditLeaf.findFirst({ where: { id, tenantId: ctx.tenantId } });
    if (!leaf) throw notFound("audit record");
    const names = await namesOf(tx, [leaf]);
    const hash = Buffer.from(leaf.hash).toString("hex");
    return {
      id,
      category: leaf.category === "call" ? "call" : "control",
      action: leaf.action,
      actor: { kind: leaf.actorKind, id: leaf.actorId, name: names.get(leaf.actorId) ?? null },
      subject: { kind: leaf.subjectKind, id: leaf.subjectId },
      recordedAt: leaf.recordedAt.toISOString(),
      bytes: Buffer.from(leaf.bytes).toString("utf8"),
      hash,
      intact: createHash("sha256").update(leaf.bytes).digest("hex") === hash,
    };
  });
}
