import { importTools, visible, type ImportReport } from "../capabilities";
import { requirePermission, type Ctx } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import { UpstreamError } from "./errors";
import { recordSync } from "./health/store";
import { listTools } from "./manager";
import { loadUpstream } from "./row";
import type { UpstreamRef } from "./types";
import { withCredential } from "./with-credential";

const LIST_MS = 30_000;

/**
 * Compares what an upstream offers now with the registry: new tools come in unreviewed, changed ones are
 * suspended, vanished ones retired. When, and what was found, is kept with the upstream's health.
 * @throws DomainError FORBIDDEN, NOT_FOUND, CREDENTIAL_UNAVAILABLE, and the upstream's failure with the end of what
 * its server said.
 */
export async function syncUpstream(ctx: Ctx, upstreamId: string): Promise<ImportReport> {
  requirePermission(ctx, "capabilities.manage");
  const upstream = await loadUpstream(ctx.tenantId, upstreamId);
  const signal = AbortSignal.timeout(LIST_MS);
  const tools = await withCredential(upstream, { signal }, (credential) =>
    listTools(upstream, { timeoutMs: LIST_MS, signal, credential }),
  ).catch((error: unknown) => {
    throw failed(upstream, error);
  });
  const report = await importTools(ctx, { upstreamId, tools });
  await recordSync(upstream, tools.length, report);
  return report;
}

function failed(upstream: UpstreamRef, error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  const said = error.said.trim();
  const quote = said === "" ? "" : ` Its last words: ${visible(said.slice(-300))}`;
  return new DomainError(error.code, `${upstream.slug}: ${error.message}${quote}`, { cause: error });
}
