import { z } from "zod";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { classify } from "./definition";
import { planImport, type ImportPlan, type Offered, type Registered } from "./plan-import";
import { definitionColumns, specColumns } from "./store";
import type { CapabilityStatus, ImportReport, Tool } from "./types";

const JsonObjectInput = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "A JSON object.",
);

/** Members of a tool that we do not know are left out: they bind nothing we show or check. */
const ToolInput = z.object({
  name: z.string(),
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  inputSchema: JsonObjectInput,
  outputSchema: JsonObjectInput.exactOptional(),
  annotations: JsonObjectInput.exactOptional(),
});

const ImportToolsInput = z.strictObject({ upstreamId: z.uuid(), tools: z.array(ToolInput).max(1_000) });
export type ImportToolsInput = { upstreamId: string; tools: readonly Tool[] };

/**
 * Registers what an upstream offers: new tools unreviewed, changed ones suspended, vanished ones retired.
 * What is as it was is not written, because every write of a capability starts a new control epoch.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT when a review came in between.
 */
export async function importTools(ctx: Ctx, input: ImportToolsInput): Promise<ImportReport> {
  requirePermission(ctx, "capabilities.manage");
  const parsed = ImportToolsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { upstreamId, tools } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    // Look-alikes are a matter of the whole tenant, so its imports go one at a time.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`capabilities:${ctx.tenantId}`}, 0))`;
    const upstream = await tx.upstream.findFirst({ where: { id: upstreamId, tenantId: ctx.tenantId } });
    if (!upstream) throw notFound("upstream");
    const all = await loadRegistered(tx, ctx.tenantId);
    const own = all.filter((one) => one.upstreamId === upstreamId);
    const names = all.map((one) => one.name);
    const plan = planImport(upstream.slug, tools, own, names);
    await apply(tx, ctx, upstreamId, plan);
    return report(plan);
  });
}

async function loadRegistered(tx: Tx, tenantId: string): Promise<(Registered & { upstreamId: string })[]> {
  const rows = await tx.capability.findMany({
    where: { tenantId },
    select: {
      id: true,
      name: true,
      toolName: true,
      definitionHash: true,
      status: true,
      reviewedAt: true,
      upstreamId: true,
    },
  });
  return rows.map(({ reviewedAt, status, ...row }) => ({
    ...row,
    status: status as CapabilityStatus, // safe because of CHECK status_known
    reviewed: reviewedAt !== null,
  }));
}

async function apply(tx: Tx, ctx: Ctx, upstreamId: string, plan: ImportPlan): Promise<void> {
  await createAll(tx, ctx, upstreamId, plan.create);
  for (const { before, offered } of plan.suspend) await suspend(tx, ctx, before, offered);
  for (const before of plan.restore) await setStatus(tx, ctx, before, "active", "capability.restored");
  for (const before of plan.retire) await setStatus(tx, ctx, before, "retired", "capability.retired");
}

async function createAll(tx: Tx, ctx: Ctx, upstreamId: string, all: readonly Offered[]): Promise<void> {
  if (all.length === 0) return;
  const rows = all.map(({ tool, name, hash }) => ({
    id: newId(),
    tenantId: ctx.tenantId,
    upstreamId,
    name,
    toolName: tool.name,
    ...definitionColumns(tool, hash),
    ...specColumns(classify(tool)),
  }));
  await tx.capability.createMany({ data: rows });
  for (const { id, name, definitionHash, riskLevel, operation } of rows) {
    await appendLeaf(tx, ctx, {
      action: "capability.registered",
      subjectKind: "capability",
      subjectId: id,
      data: { name, definitionHash, riskLevel, operation },
    });
  }
}

/** The row takes the new definition, for people to see; the leaf keeps the one it had. */
async function suspend(tx: Tx, ctx: Ctx, before: Registered, offered: Offered): Promise<void> {
  const old = await tx.capability.findFirstOrThrow({ where: { id: before.id, tenantId: ctx.tenantId } });
  const columns = definitionColumns(offered.tool, offered.hash);
  await change(tx, ctx, before, {
    ...columns,
    status: "suspended",
    reviewedById: null,
    reviewedAt: null,
    updatedAt: new Date(),
  });
  await appendLeaf(tx, ctx, {
    action: "capability.suspended",
    subjectKind: "capability",
    subjectId: before.id,
    data: {
      name: before.name,
      before: {
        definitionHash: old.definitionHash,
        status: old.status,
        title: old.title,
        description: old.description,
        inputSchema: old.inputSchema as JsonObject, // safe because importTools stores objects only
        outputSchema: old.outputSchema as JsonObject | null,
        annotations: old.annotations as JsonObject | null,
      },
      after: { definitionHash: offered.hash, definition: definition(offered.tool) },
    },
  });
}

function definition(tool: Tool): JsonObject {
  return { ...tool };
}

async function setStatus(
  tx: Tx,
  ctx: Ctx,
  before: Registered,
  status: CapabilityStatus,
  action: string,
): Promise<void> {
  await change(tx, ctx, before, { status, updatedAt: new Date() });
  await appendLeaf(tx, ctx, {
    action,
    subjectKind: "capability",
    subjectId: before.id,
    data: { name: before.name, before: before.status, after: status, definitionHash: before.definitionHash },
  });
}

type Change = Parameters<Tx["capability"]["updateMany"]>[0]["data"];

async function change(tx: Tx, ctx: Ctx, before: Registered, data: Change): Promise<void> {
  const { count } = await tx.capability.updateMany({
    where: {
      id: before.id,
      tenantId: ctx.tenantId,
      definitionHash: before.definitionHash,
      status: before.status,
    },
    data,
  });
  if (count === 0) {
    throw new DomainError(
      "CONFLICT",
      `${before.name} was changed meanwhile. Import the upstream's tools again.`,
    );
  }
}

function report(plan: ImportPlan): ImportReport {
  return {
    added: plan.create.map((one) => one.tool.name),
    suspended: plan.suspend.map((one) => one.before.toolName),
    restored: plan.restore.map((one) => one.toolName),
    retired: plan.retire.map((one) => one.toolName),
    unchanged: plan.unchanged,
    refused: plan.refused,
  };
}
