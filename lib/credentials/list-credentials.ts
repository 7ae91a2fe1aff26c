import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { notFound } from "../platform/errors";
import { isId } from "../platform/ids";
import { readDetail, toRows, withUpstreams } from "./read";
import type { CredentialDetail, CredentialRow } from "./types";

/** More than a person can tell apart. */
const MOST = 500;

/** The tenant's credentials by name, without anything secret. @throws DomainError FORBIDDEN */
export async function listCredentials(ctx: Ctx): Promise<CredentialRow[]> {
  requirePermission(ctx, "credentials.read");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const stored = await tx.credential.findMany({
      where: { tenantId },
      include: withUpstreams,
      orderBy: { name: "asc" },
      take: MOST,
    });
    return toRows(tx, tenantId, stored);
  });
}

/** @throws DomainError FORBIDDEN, NOT_FOUND */
export async function getCredential(ctx: Ctx, id: string): Promise<CredentialDetail> {
  requirePermission(ctx, "credentials.read");
  if (!isId(id)) throw notFound("credential");
  return withTenant(ctx.tenantId, (tx) => readDetail(tx, ctx.tenantId, id));
}
