import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { parseInput } from "./parse";
import { revokeOfCredential, revokeOne, revokeSessionCredentials } from "./revoke";
import { RevokeIssuedInput } from "./schemas";
import type { RevocationCount } from "./types";

type Target = RevokeIssuedInput["target"];

/**
 * Ends what was issued before its time: one thing, all of a session (which then gets nothing any more), or all of a
 * credential. What cannot be revoked is let go of, and counted as that. Also tries again what had been given up.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT
 */
export async function revokeIssued(ctx: Ctx, input: RevokeIssuedInput): Promise<RevocationCount> {
  requirePermission(ctx, "credentials.revoke");
  const { target, reason } = parseInput(RevokeIssuedInput, input);
  await withTenant(ctx.tenantId, async (tx) => {
    const what = target.kind === "issued" ? "issued credential" : target.kind;
    if (!(await exists(tx, ctx.tenantId, target))) throw notFound(what);
    // What comes of it is recorded per credential; this is that somebody asked for it.
    await appendLeaf(tx, ctx, {
      action: "credential.revocation_requested",
      subjectKind: target.kind === "issued" ? "issued_credential" : target.kind,
      subjectId: target.id,
      data: { reason },
    });
  });
  if (target.kind === "session") return revokeSessionCredentials(ctx.tenantId, target.id, reason, ctx);
  return target.kind === "issued"
    ? revokeOne(ctx, target.id, reason)
    : revokeOfCredential(ctx, target.id, reason);
}

async function exists(tx: Tx, tenantId: string, { kind, id }: Target): Promise<boolean> {
  const where = { tenantId, id };
  if (kind === "issued") return (await tx.issuedCredential.count({ where })) === 1;
  if (kind === "session") return (await tx.session.count({ where })) === 1;
  return (await tx.credential.count({ where })) === 1;
}
