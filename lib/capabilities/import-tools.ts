import { z } from "zod";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { isObject, type JsonObject } from "../platform/json";
import { applyImport } from "./apply-import";
import { planImport, type ImportPlan, type Registered } from "./plan-import";
import { portionOf, type Portion } from "./portion";
import type { CapabilityStatus, HttpBinding, ImportReport, Tool } from "./types";

const JsonObjectInput = z.custom<JsonObject>(isObject, "A JSON object.");

/** Members of a tool that we do not know are left out: they bind nothing we show or check. */
const ToolInput = z.object({
  name: z.string(),
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  inputSchema: JsonObjectInput,
  outputSchema: JsonObjectInput.exactOptional(),
  annotations: JsonObjectInput.exactOptional(),
  // What is in it is for the plan to judge: one bad tool must not keep the others out.
  binding: z.custom<HttpBinding>(isObject, "A JSON object.").exactOptional(),
});

const ImportToolsInput = z.strictObject({ upstreamId: z.uuid(), tools: z.array(ToolInput).max(1_000) });
export type ImportToolsInput = { upstreamId: string; tools: readonly Tool[] };

/**
 * Registers what an upstream offers: new tools unreviewed, changed ones suspended (also where the change itself can't
 * be registered), vanished ones retired, and what is back exactly as a person accepted it active again. Each change is a revision, and a suspension raises an
 * alert. What is as it was is not written, because every write of a capability starts a new control epoch.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT when a review came in between.
 */
export async function importTools(ctx: Ctx, input: ImportToolsInput): Promise<ImportReport> {
  requirePermission(ctx, "capabilities.manage");
  const parsed = ImportToolsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { upstreamId, tools } = parsed.data;
  const written: ImportPlan[] = [];
  for (;;) {
    const { now, rest } = await writePortion(ctx, upstreamId, tools);
    written.push(now);
    if (!rest) return report(written);
  }
}

/** Plans anew and writes as much as one transaction should; `rest` says that there is more. */
function writePortion(ctx: Ctx, upstreamId: string, tools: readonly Tool[]): Promise<Portion> {
  return withTenant(ctx.tenantId, async (tx) => {
    // Look-alikes are a matter of the whole tenant, so its imports go one at a time.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`capabilities:${ctx.tenantId}`}, 0))`;
    const upstream = await tx.upstream.findFirst({ where: { id: upstreamId, tenantId: ctx.tenantId } });
    if (!upstream) throw notFound("upstream");
    const names = await tx.capability.findMany({ where: { tenantId: ctx.tenantId }, select: { name: true } });
    const own = await loadRegistered(tx, ctx.tenantId, upstreamId);
    const plan = planImport(
      upstream,
      tools,
      own,
      names.map(({ name }) => name),
    );
    const portion = portionOf(plan);
    await applyImport(tx, ctx, upstreamId, portion.now);
    return portion;
  });
}

async function loadRegistered(tx: Tx, tenantId: string, upstreamId: string): Promise<Registered[]> {
  const rows = await tx.capability.findMany({
    where: { tenantId, upstreamId },
    select: { id: true, name: true, toolName: true, definitionHash: true, acceptedHash: true, status: true },
  });
  // People's last word on each definition they ever judged.
  const verdicts = await tx.$queryRaw<{ capability_id: string; definition_hash: string; kind: string }[]>`
    SELECT DISTINCT ON (r.capability_id, r.definition_hash) r.capability_id, r.definition_hash, r.kind
    FROM capability_revisions r JOIN capabilities c ON c.id = r.capability_id
    WHERE c.tenant_id = ${tenantId}::uuid AND c.upstream_id = ${upstreamId}::uuid AND r.kind IN ('reviewed', 'rejected')
    ORDER BY r.capability_id, r.definition_hash, r.number DESC`;
  const rejected = verdicts.filter(({ kind }) => kind === "rejected");
  return rows.map((row) => ({
    ...row,
    status: row.status as CapabilityStatus, // safe because of CHECK status_known
    rejected: new Set(
      rejected.filter((one) => one.capability_id === row.id).map((one) => one.definition_hash),
    ),
  }));
}

/** What all portions did. What is unchanged or refused is what it was before the first of them. */
function report(written: readonly ImportPlan[]): ImportReport {
  const [first] = written;
  return {
    added: written.flatMap((plan) => plan.create.map((one) => one.tool.name)),
    suspended: written.flatMap((plan) => [...plan.suspend, ...plan.block].map((one) => one.before.toolName)),
    restored: written.flatMap((plan) => plan.restore.map((one) => one.before.toolName)),
    retired: written.flatMap((plan) => plan.retire.map((one) => one.toolName)),
    unchanged: first?.unchanged ?? 0,
    refused: first?.refused ?? [],
  };
}
