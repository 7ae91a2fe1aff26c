import type { Ctx } from "../platform/ctx";
import { withTenant, withUser } from "../platform/db";
import { appendLeaf } from "../platform/ledger";
import { authenticatorPlace } from "./authenticator";
import { opened, seal } from "./seal";

type Rotated = { written: number; unreadable: number };

/**
 * The same for the authenticator apps of the tenant's members. A person belongs to no one tenant, so each is written in a
 * transaction of their own; another tenant of theirs finds it done.
 */
export async function rotateAuthenticators(ctx: Ctx, current: string): Promise<Rotated> {
  const { tenantId } = ctx;
  const where = { memberships: { some: { tenantId } }, totpKeyId: { not: current } };
  const people = await withTenant(tenantId, (tx) => tx.user.findMany({ where, select: { id: true } }));
  const total: Rotated = { written: 0, unreadable: 0 };
  for (const { id } of people) {
    const written = await rotateOne(id, current);
    if (written === null) total.unreadable += 1;
    else total.written += written;
  }
  if (total.written > 0) {
    const data = { key: current, what: "authenticators", count: total.written };
    await withTenant(tenantId, (tx) =>
      appendLeaf(tx, ctx, { action: "vault.rotated", subjectKind: "tenant", subjectId: tenantId, data }),
    );
  }
  return total;
}

/** @returns how many were written, null where it can't be read */
async function rotateOne(id: string, current: string): Promise<number | null> {
  return withUser(id, async (tx) => {
    const user = await tx.user.findUnique({ where: { id }, select: { totpSealed: true, totpKeyId: true } });
    if (!user?.totpSealed || !user.totpKeyId || user.totpKeyId === current) return 0;
    const place = authenticatorPlace(id);
    const text = opened({ sealed: user.totpSealed, keyId: user.totpKeyId }, place);
    if (text === null) return null;
    const { sealed, keyId } = seal(text, place);
    const data = { totpSealed: sealed, totpKeyId: keyId };
    return (await tx.user.updateMany({ where: { id, totpSealed: user.totpSealed }, data })).count;
  });
}
