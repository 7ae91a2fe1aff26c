import { importTools, type ImportReport, type Tool } from "../../capabilities";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, invalidInput, notFound } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { ImportOpenApiInput } from "../schemas";
import { readOpenApi } from "./read-openapi";
import { readSource, type SourceText } from "./read-source";
import type { OpenApiDocument } from "./types";

/**
 * Makes a capability of each chosen operation of the document that the person saw. Operations that are no longer
 * chosen are retired, changed ones suspended, as with every import.
 * @throws DomainError FORBIDDEN; INVALID_INPUT naming operations that there are not; NOT_FOUND; CONFLICT where the
 * document is another one by now; and what reading an address can fail with
 */
export async function importOpenApi(ctx: Ctx, input: ImportOpenApiInput): Promise<ImportReport> {
  requirePermission(ctx, "upstreams.manage");
  requirePermission(ctx, "capabilities.manage");
  const parsed = ImportOpenApiInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { upstreamId, source, hash, operations } = parsed.data;
  await assertHttp(ctx.tenantId, upstreamId);
  const read = await readSource(ctx.tenantId, source);
  const document = readOpenApi(read.text, read.sourceUrl);
  if (document.hash !== hash) {
    throw new DomainError("CONFLICT", "The document has changed since you chose from it. Look at it again.");
  }
  const tools = chosenTools(document, operations);
  // The registry first: where it refuses, nothing is kept. Where keeping the document fails afterwards, the next
  // sync finds the document before, and suspends or retires what differs: too little runs, not too much.
  const report = await importTools(ctx, { upstreamId, tools });
  await keep(ctx, upstreamId, { ...read, document, tools, report });
  return report;
}

async function assertHttp(tenantId: string, id: string): Promise<void> {
  const upstream = await withTenant(tenantId, (tx) =>
    tx.upstream.findFirst({ where: { id, tenantId }, select: { kind: true } }),
  );
  if (!upstream) throw notFound("upstream");
  if (upstream.kind === "http") return;
  const detail = "This upstream says itself what it offers. Documents are for HTTP services.";
  throw new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/upstreamId", detail }] });
}

function chosenTools({ operations }: OpenApiDocument, chosen: readonly string[]): Tool[] {
  const known = new Map(operations.map((operation) => [operation.tool.name, operation]));
  const faults = chosen.flatMap((name, index) => {
    const operation = known.get(name);
    const detail = operation ? operation.fault : "The document has no such operation.";
    return detail === null ? [] : [{ pointer: `/operations/${index}`, detail }];
  });
  const [first] = faults;
  if (first) throw new DomainError("INVALID_INPUT", `${first.pointer}: ${first.detail}`, { faults });
  const names = new Set(chosen);
  return operations.filter(({ tool }) => names.has(tool.name)).map(({ tool }) => tool);
}

type Kept = SourceText & { document: OpenApiDocument; tools: readonly Tool[]; report: ImportReport };

async function keep(
  ctx: Ctx,
  upstreamId: string,
  { text, document, tools, report, ...read }: Kept,
): Promise<void> {
  const { tenantId, actor } = ctx;
  const sourceUrl = read.sourceUrl && withoutQuery(read.sourceUrl);
  const { hash, title, version } = document;
  const operations = tools.map(({ name }) => name);
  const importedAt = new Date();
  const { added, suspended, restored, retired } = report;
  const changed = [added, suspended, restored, retired].some((names) => names.length > 0);
  await withTenant(tenantId, async (tx) => {
    const id = newId();
    await tx.upstreamDocument.createMany({
      data: {
        id,
        tenantId,
        upstreamId,
        hash,
        text,
        title,
        version,
        sourceUrl,
        operations,
        importedById: actor.kind === "user" ? actor.id : null,
        importedAt,
      },
    });
    await tx.upstreamHealth.updateMany({
      where: { tenantId, upstreamId },
      data: {
        tools: tools.length,
        syncedAt: importedAt,
        ...(changed ? { changedAt: importedAt, change: { ...report } } : {}),
      },
    });
    await appendLeaf(tx, ctx, {
      action: "upstream.document_imported",
      subjectKind: "upstream",
      subjectId: upstreamId,
      data: { document: id, hash, title, version, sourceUrl, operations },
    });
  });
}

/** A query may hold somebody's key, and this is shown and recorded for good. */
function withoutQuery(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}
