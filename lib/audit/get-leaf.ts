import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { notFound } from "../platform/errors";
import { isId } from "../platform/ids";
import { sealFault } from "./chain/check";
import { hex, same, sha256 } from "./chain/entry";
import { readSealOf } from "./chain/read";
import { namesOf } from "./names";
import type { LeafDetail, LeafSeal } from "./types";

/** One leaf with the exact bytes, checked against their hash, and with its seal. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function getLeaf(ctx: Ctx, id: string): Promise<LeafDetail> {
  requirePermission(ctx, "audit.read");
  if (!isId(id)) throw notFound("audit record");
  return withTenant(ctx.tenantId, async (tx) => {
    const leaf = await tx.auditLeaf.findFirst({ where: { id, tenantId: ctx.tenantId } });
    if (!leaf) throw notFound("audit record");
    const names = await namesOf(tx, [leaf]);
    return {
      id,
      category: leaf.category === "call" ? "call" : "control",
      action: leaf.action,
      actor: { kind: leaf.actorKind, id: leaf.actorId, name: names.get(leaf.actorId) ?? null },
      subject: { kind: leaf.subjectKind, id: leaf.subjectId },
      recordedAt: leaf.recordedAt.toISOString(),
      bytes: Buffer.from(leaf.bytes).toString("utf8"),
      hash: hex(leaf.hash),
      intact: same(sha256(leaf.bytes), leaf.hash),
      seal: await sealOf(tx, ctx.tenantId, id),
    };
  });
}

async function sealOf(tx: Tx, tenantId: string, leafId: string): Promise<LeafSeal | null> {
  const found = await readSealOf(tx, tenantId, leafId);
  if (!found) return null;
  const { seq, hash, prevHash, sealedAt } = found.seal;
  const holds = found.follows && sealFault(tenantId, found.seal) === null;
  return { seq: Number(seq), hash: hex(hash), previous: hex(prevHash), sealedAt, holds };
}
