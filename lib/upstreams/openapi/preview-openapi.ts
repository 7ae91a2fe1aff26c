import { classify } from "../../capabilities";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput, notFound } from "../../platform/errors";
import { isObject } from "../../platform/json";
import { PreviewOpenApiInput } from "../schemas";
import type { OpenApiPreview, OperationRow } from "../types";
import { readOpenApi } from "./read-openapi";
import { readSource } from "./read-source";
import type { ReadOperation } from "./types";

/**
 * What a document offers, for a person to choose from. Writes nothing.
 * @throws DomainError FORBIDDEN; INVALID_INPUT where it is no document we can use; NOT_FOUND; and what reading an
 * address can fail with
 */
export async function previewOpenApi(ctx: Ctx, input: PreviewOpenApiInput): Promise<OpenApiPreview> {
  requirePermission(ctx, "upstreams.manage");
  const parsed = PreviewOpenApiInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { source, upstreamId } = parsed.data;
  const chosen = upstreamId === undefined ? [] : await chosenOf(ctx.tenantId, upstreamId);
  const { text, sourceUrl } = await readSource(ctx.tenantId, source);
  const { operations, ...document } = readOpenApi(text, sourceUrl);
  const names = new Set(chosen);
  return { ...document, operations: operations.map((operation) => toRow(operation, names)) };
}

async function chosenOf(tenantId: string, upstreamId: string): Promise<string[]> {
  return withTenant(tenantId, async (tx) => {
    const upstream = await tx.upstream.findFirst({
      where: { id: upstreamId, tenantId, kind: "http" },
      select: { id: true },
    });
    if (!upstream) throw notFound("upstream");
    const newest = await tx.upstreamDocument.findFirst({
      where: { tenantId, upstreamId },
      orderBy: [{ importedAt: "desc" }, { id: "desc" }],
      select: { operations: true },
    });
    return newest?.operations ?? [];
  });
}

function toRow({ tool, fault, ...operation }: ReadOperation, chosen: ReadonlySet<string>): OperationRow {
  const { properties } = tool.inputSchema;
  return {
    tool: tool.name,
    method: operation.method,
    path: operation.path,
    summary: operation.summary,
    tags: operation.tags,
    deprecated: operation.deprecated,
    operation: classify(tool).operation,
    arguments: isObject(properties) ? Object.keys(properties) : [],
    fault,
    chosen: chosen.has(tool.name),
  };
}
