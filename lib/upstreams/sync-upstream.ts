import { importTools, visible, type ImportReport } from "../capabilities";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { isId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { UpstreamError } from "./errors";
import { listTools } from "./manager";
import type { UpstreamRef } from "./types";

const LIST_MS = 30_000;

/**
 * Compares what an upstream offers now with the registry: new tools come in unreviewed, changed ones are
 * suspended, vanished ones retired.
 * @throws DomainError FORBIDDEN, NOT_FOUND, and the upstream's failure with the end of what its server said.
 */
export async function syncUpstream(ctx: Ctx, upstreamId: string): Promise<ImportReport> {
  requirePermission(ctx, "capabilities.manage");
  const upstream = await load(ctx, upstreamId);
  const tools = await listTools(upstream, { timeoutMs: LIST_MS }).catch((error: unknown) => {
    throw failed(upstream, error);
  });
  return importTools(ctx, { upstreamId, tools });
}

async function load(ctx: Ctx, id: string): Promise<UpstreamRef> {
  if (!isId(id)) throw notFound("upstream");
  const { tenantId } = ctx;
  const where = { id, tenantId, disabledAt: null };
  const row = await withTenant(tenantId, (tx) => tx.upstream.findFirst({ where }));
  if (!row) throw notFound("upstream");
  const { slug, kind } = row;
  return { tenantId, id, slug, kind, config: row.config as JsonObject }; // safe because config columns hold objects
}

function failed(upstream: UpstreamRef, error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  const said = error.said.trim();
  const quote = said === "" ? "" : ` Its last words: ${visible(said.slice(-300))}`;
  return new DomainError(error.code, `${upstream.slug}: ${error.message}${quote}`, { cause: error });
}
