import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { notFound } from "../../platform/errors";
import { isId } from "../../platform/ids";
import type { JsonObject } from "../../platform/json";
import { secretFields } from "../../vault";
import { CLIENT_KEY } from "../network";
import type { DocumentFacts, UpstreamDetail } from "../types";
import { certificateFacts } from "./certificate";
import { countCapabilities, findUpstreams, toServer, toSummary } from "./rows";
import type { TlsColumn } from "./settings";

/** One upstream with everything known of it, except what is secret. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function getUpstream(ctx: Ctx, id: string): Promise<UpstreamDetail> {
  requirePermission(ctx, "upstreams.read");
  if (!isId(id)) throw notFound("upstream");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const [summary] = await findUpstreams(tx, tenantId, 1, id);
    const row = await tx.upstream.findFirst({ where: { id, tenantId }, include: { health: true } });
    if (!summary || !row) throw notFound("upstream");
    const counts = await countCapabilities(tx, tenantId, id);
    const { ca = null, certificate = null } = (row.tls ?? {}) as TlsColumn; // safe because columnsOf wrote it
    const secrets = await secretFields(tx, { kind: "upstream", id });
    return {
      ...toSummary(summary, counts.get(id)),
      description: row.description,
      // JSON columns hold what our schemas let in: objects.
      config: row.config as JsonObject,
      limits: row.limits as JsonObject,
      credentialUse: row.credentialUse as JsonObject | null,
      tls: {
        ca,
        certificate: certificate === null ? null : certificateFacts(certificate),
        keySet: secrets.some(({ field }) => field === CLIENT_KEY),
      },
      server: toServer(row.health?.server),
      syncedAt: row.health?.syncedAt?.toISOString() ?? null,
      uncompared: row.disabledAt === null ? await findUncompared(tx, tenantId, id) : null,
      document: await findDocument(tx, tenantId, id),
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    };
  });
}

async function findUncompared(tx: Tx, tenantId: string, subjectId: string): Promise<string | null> {
  const where = { tenantId, kind: "upstream.not_compared", subjectId, resolvedAt: null };
  const found = await tx.alert.findFirst({ where, select: { detail: true } });
  return found?.detail ?? null;
}

/** The newest document counts. Its text stays where it is: it may be megabytes. */
async function findDocument(tx: Tx, tenantId: string, upstreamId: string): Promise<DocumentFacts | null> {
  const found = await tx.upstreamDocument.findFirst({
    where: { tenantId, upstreamId },
    orderBy: [{ importedAt: "desc" }, { id: "desc" }],
    omit: { text: true },
  });
  if (!found) return null;
  const { id, hash, title, version, sourceUrl, operations, importedAt } = found;
  return { id, hash, title, version, sourceUrl, operations, importedAt: importedAt.toISOString() };
}
