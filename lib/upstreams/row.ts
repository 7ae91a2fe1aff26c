import { type Prisma, withTenant } from "../platform/db";
import { permittedRanges } from "../outbound";
import { notFound } from "../platform/errors";
import { isId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import type { UpstreamRef } from "./types";

/** What a row has to be read with to become an UpstreamRef. */
export const UPSTREAM_PARTS = {
  credential: { select: { id: true, version: true, disabledAt: true } },
} as const satisfies Prisma.UpstreamInclude;

type Row = Prisma.UpstreamGetPayload<{ include: typeof UPSTREAM_PARTS }>;

/** A row as what it takes to reach it. `allow` are the tenant's permitted ranges (permittedRanges). */
export function toRef(row: Row, allow: readonly string[]): UpstreamRef {
  const { tenantId, id, slug, kind, config, limits, tls, updatedAt, credential, credentialUse } = row;
  return {
    tenantId,
    id,
    slug,
    kind,
    // JSON columns hold what our schemas let in: objects.
    config: config as JsonObject,
    limits: limits as JsonObject,
    tls: tls as JsonObject | null,
    updatedAt: updatedAt.getTime(),
    allow,
    credential: credential && {
      id: credential.id,
      version: credential.version,
      disabled: credential.disabledAt !== null,
      use: credentialUse as JsonObject,
    },
  };
}

/** One upstream of the tenant that is not disabled. @throws DomainError NOT_FOUND */
export async function loadUpstream(tenantId: string, id: string): Promise<UpstreamRef> {
  if (!isId(id)) throw notFound("upstream");
  return withTenant(tenantId, async (tx) => {
    const where = { id, tenantId, disabledAt: null };
    const row = await tx.upstream.findFirst({ where, include: UPSTREAM_PARTS });
    if (!row) throw notFound("upstream");
    return toRef(row, await permittedRanges(tx, tenantId));
  });
}
