import type { Approval, Tx } from "../platform/db";
import type { ApprovalDetail, CapabilityFacts } from "./types";

/** What a request is about, as it stands now: its agent, its session, its tool. */
export async function agentFacts(tx: Tx, id: string): Promise<ApprovalDetail["agent"]> {
  const agent = await tx.agent.findUnique({ where: { id } });
  const owner = agent?.ownerId
    ? await tx.user.findUnique({ where: { id: agent.ownerId }, select: { name: true } })
    : null;
  return {
    id,
    name: agent?.name ?? "unknown agent",
    description: agent?.description ?? "",
    ownerName: owner?.name ?? null,
    disabled: agent?.disabledAt != null,
  };
}

export async function sessionFacts(tx: Tx, id: string): Promise<ApprovalDetail["session"]> {
  const session = await tx.session.findUnique({ where: { id } });
  return {
    id,
    label: session?.label ?? "",
    kind: session?.kind ?? "",
    startedAt: (session?.startedAt ?? new Date(0)).toISOString(),
    taint: session?.taint ?? [],
  };
}

export async function capabilityFacts(tx: Tx, approval: Approval): Promise<CapabilityFacts | null> {
  const where = { tenantId_name: { tenantId: approval.tenantId, name: approval.capability } };
  const capability = await tx.capability.findUnique({
    where,
    include: { upstream: { select: { name: true } } },
  });
  if (!capability) return null;
  const {
    title,
    operation,
    reversible,
    effects,
    scope,
    compensationSupported,
    compensationStrategy,
    compensationCapability,
    riskJustification,
  } = capability;
  return {
    title,
    operation,
    reversible,
    effects,
    scope,
    compensationSupported,
    compensationStrategy,
    compensationCapability,
    riskJustification,
    upstreamName: capability.upstream.name,
    changedSince: capability.definitionHash !== approval.definitionHash,
  };
}

/** Does another policy revision decide the agent's calls by now than the one that asked? Approved or not, it cannot run then. */
export async function isOutdated(
  tx: Tx,
  { tenantId, agentId, policyRevisionId }: Approval,
): Promise<boolean> {
  const agent = await tx.agent.findUnique({ where: { id: agentId }, select: { environment: true } });
  const inForce = await tx.policyDeployment.findFirst({
    where: { tenantId, environment: agent?.environment ?? "production", endedAt: null },
    select: { revisionId: true },
  });
  return (inForce?.revisionId ?? null) !== policyRevisionId;
}

export async function revisionNumber(tx: Tx, id: string | null): Promise<number | null> {
  if (!id) return null;
  const revision = await tx.policyRevision.findUnique({ where: { id }, select: { number: true } });
  return revision?.number ?? null;
}
