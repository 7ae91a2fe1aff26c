import { Prisma, type Tx } from "../platform/db";
import type { JsonObject } from "../platform/json";
import type { CapabilityDetail, CapabilityRow, CapabilitySpec, Tool } from "./types";

const withUpstream = { upstream: { select: { id: true, slug: true, name: true } } } as const;
type Stored = Prisma.CapabilityGetPayload<{ include: typeof withUpstream }>;

/** One capability of the bound tenant, or null. */
export async function findCapability(tx: Tx, tenantId: string, id: string): Promise<Stored | null> {
  return tx.capability.findFirst({ where: { tenantId, id }, include: withUpstream });
}

/** Capabilities in name order. */
export async function findCapabilities(
  tx: Tx,
  where: Prisma.CapabilityWhereInput,
  take: number,
): Promise<Stored[]> {
  return tx.capability.findMany({ where, include: withUpstream, orderBy: { name: "asc" }, take });
}

/** The columns that keep a tool's own definition. */
export function definitionColumns(tool: Tool, definitionHash: string) {
  return {
    title: tool.title ?? titleOf(tool.annotations),
    description: tool.description ?? "",
    inputSchema: tool.inputSchema as Prisma.InputJsonObject, // safe because JsonObject has JSON values only
    outputSchema: nullable(tool.outputSchema),
    annotations: nullable(tool.annotations),
    definitionHash,
  };
}

function titleOf(annotations: JsonObject | undefined): string {
  return typeof annotations?.title === "string" ? annotations.title : "";
}

function nullable(value: JsonObject | undefined) {
  return value === undefined ? Prisma.DbNull : (value as Prisma.InputJsonObject); // safe: JSON values only
}

/** The columns that keep a spec. */
export function specColumns(spec: CapabilitySpec) {
  return {
    operation: spec.operation,
    reversible: spec.sideEffects.reversible,
    scope: spec.sideEffects.scope,
    effects: spec.sideEffects.description,
    compensationSupported: spec.compensation.supported,
    compensationStrategy: spec.compensation.strategy,
    compensationCapability: spec.compensation.capability,
    riskLevel: spec.risk.level,
    riskJustification: spec.risk.justification,
    requiresApproval: spec.risk.requiresApproval,
    idempotent: spec.idempotent,
    timeoutMs: spec.timeoutMs,
    retries: spec.retries,
    consequence: spec.consequence,
  };
}

export function toRow(row: Stored): CapabilityRow {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    upstream: row.upstream,
    operation: row.operation as CapabilityRow["operation"], // safe because of CHECK operation_known
    riskLevel: row.riskLevel as CapabilityRow["riskLevel"], // safe because of CHECK risk_known
    reversible: row.reversible,
    compensationSupported: row.compensationSupported,
    requiresApproval: row.requiresApproval,
    status: row.status as CapabilityRow["status"], // safe because of CHECK status_known
    reviewed: row.reviewedAt !== null,
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function toDetail(stored: Stored): CapabilityDetail {
  const row = toRow(stored);
  return {
    ...row,
    toolName: stored.toolName,
    description: stored.description,
    inputSchema: stored.inputSchema as JsonObject, // safe because importTools stores objects only
    outputSchema: stored.outputSchema as JsonObject | null,
    annotations: stored.annotations as JsonObject | null,
    spec: specOf(stored, row),
    definitionHash: stored.definitionHash,
    reviewedById: stored.reviewedById,
    reviewedAt: stored.reviewedAt?.toISOString() ?? null,
    createdAt: stored.createdAt.toISOString(),
  };
}

function specOf(stored: Stored, row: CapabilityRow): CapabilitySpec {
  return {
    operation: row.operation,
    sideEffects: { reversible: stored.reversible, scope: stored.scope, description: stored.effects },
    compensation: {
      supported: stored.compensationSupported,
      strategy: stored.compensationStrategy,
      capability: stored.compensationCapability,
    },
    risk: {
      level: row.riskLevel ?? "HIGH",
      justification: stored.riskJustification,
      requiresApproval: stored.requiresApproval,
    },
    idempotent: stored.idempotent,
    timeoutMs: stored.timeoutMs,
    retries: stored.retries,
    consequence: stored.consequence,
  };
}
