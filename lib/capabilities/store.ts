import { Prisma, type Tx } from "../platform/db";
import type { JsonObject } from "../platform/json";
import type { TaintLabel } from "../platform/labels";
import { bound } from "./definition";
import type {
  Amount,
  CapabilityDetail,
  CapabilityRow,
  CapabilitySpec,
  CompensationMapping,
  HttpBinding,
  Tool,
} from "./types";

const withUpstream = { upstream: { select: { id: true, slug: true, name: true } } } as const;
export type Stored = Prisma.CapabilityGetPayload<{ include: typeof withUpstream }>;

/** One capability of the bound tenant, or null. */
export async function findCapability(tx: Tx, tenantId: string, id: string): Promise<Stored | null> {
  return tx.capability.findFirst({ where: { tenantId, id }, include: withUpstream });
}

/** These capabilities of the bound tenant, in no order. */
export async function loadStored(tx: Tx, tenantId: string, ids: string[]): Promise<Stored[]> {
  return tx.capability.findMany({ where: { tenantId, id: { in: ids } }, include: withUpstream });
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
    binding: nullable(tool.binding),
    definitionHash,
  };
}

function titleOf(annotations: JsonObject | undefined): string {
  return typeof annotations?.title === "string" ? annotations.title : "";
}

function nullable(value: JsonObject | HttpBinding | CompensationMapping | Amount[] | undefined) {
  return value === undefined ? Prisma.DbNull : (value as Prisma.InputJsonObject); // safe: JSON values only
}

/** The definition as the columns have it. Revisions keep it as the upstream gave it; this is for where there is none. */
export function definitionOf(stored: Stored): Tool {
  const { title, description, outputSchema, annotations, binding } = stored;
  return bound({
    name: stored.toolName,
    inputSchema: stored.inputSchema as JsonObject, // safe because importTools stores objects only
    ...(title !== "" && { title }),
    ...(description !== "" && { description }),
    ...(outputSchema !== null && { outputSchema: outputSchema as JsonObject }),
    ...(annotations !== null && { annotations: annotations as JsonObject }),
    ...(binding !== null && { binding: binding as HttpBinding }), // safe because importTools checks it
  });
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
    compensationMapping: nullable(spec.compensation.mapping),
    riskLevel: spec.risk.level,
    riskJustification: spec.risk.justification,
    requiresApproval: spec.risk.requiresApproval,
    idempotent: spec.idempotent,
    timeoutMs: spec.timeoutMs,
    retries: spec.retries,
    consequence: spec.consequence,
    resultLabels: [...(spec.resultLabels ?? [])].sort(),
    amounts: nullable(spec.amounts),
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
    suspension: row.suspension as CapabilityRow["suspension"], // safe because of CHECK suspension_known
    reviewed: row.acceptedHash === row.definitionHash,
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Suspended as a person accepted it: what its upstream offers instead cannot even be kept (see plan-import.ts). */
export function isBlocked({ status, acceptedHash, definitionHash }: Stored): boolean {
  return status === "suspended" && acceptedHash === definitionHash;
}

/** @param accepted the definition a person accepted last, where that is not the present one. */
export function toDetail(stored: Stored, accepted: Tool | null): CapabilityDetail {
  const row = toRow(stored);
  return {
    ...row,
    toolName: stored.toolName,
    description: stored.description,
    inputSchema: stored.inputSchema as JsonObject, // safe because importTools stores objects only
    outputSchema: stored.outputSchema as JsonObject | null,
    annotations: stored.annotations as JsonObject | null,
    binding: stored.binding as HttpBinding | null, // safe because importTools stores checked bindings only
    accepted,
    spec: specOf(stored),
    definitionHash: stored.definitionHash,
    reviewedById: stored.reviewedById,
    reviewedAt: stored.reviewedAt?.toISOString() ?? null,
    createdAt: stored.createdAt.toISOString(),
  };
}

/** The spec that the columns keep. */
export function specOf(stored: Stored): CapabilitySpec {
  const row = toRow(stored);
  return {
    operation: row.operation,
    sideEffects: { reversible: stored.reversible, scope: stored.scope, description: stored.effects },
    compensation: {
      supported: stored.compensationSupported,
      strategy: stored.compensationStrategy,
      capability: stored.compensationCapability,
      ...(stored.compensationMapping !== null && {
        mapping: stored.compensationMapping as CompensationMapping, // safe because only reviews write it
      }),
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
    // Absent rather than empty, as in the revisions from before there were labels.
    ...(stored.resultLabels.length > 0 && {
      resultLabels: stored.resultLabels as TaintLabel[], // safe because of CHECK result_labels_known
    }),
    ...(stored.amounts !== null && { amounts: stored.amounts as Amount[] }), // safe because only reviews write it
  };
}
