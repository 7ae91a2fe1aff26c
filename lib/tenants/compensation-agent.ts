import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import type { AgentEnvironment } from "./agents";
import { mintKey } from "./api-key";

/** Longer than starting a batch takes; what a crash leaves of it ends by itself. */
const KEY_TTL_MS = 10 * 60_000;
const LABEL = "Compensation of an incident";

export type CompensationKey = { agentId: string; keyId: string; text: string };

/** What policies call the agent that takes calls back: `agent:compensation`, elsewhere with the environment's name. */
export function compensationAgentName(environment: AgentEnvironment): string {
  return environment === "production" ? "compensation" : `compensation-${environment}`;
}

/**
 * A key of the tenant's agent that takes calls back, whom the first compensation makes. It belongs to nobody: what
 * keeps a person from deciding their own compensation is that its session acts for them.
 * @throws DomainError FORBIDDEN; CONFLICT where the agent of that name is not it, or disabled
 */
export async function issueCompensationKey(
  ctx: Ctx,
  environment: AgentEnvironment,
): Promise<CompensationKey> {
  requirePermission(ctx, "incidents.manage");
  const { tenantId } = ctx;
  const name = compensationAgentName(environment);
  return withTenant(tenantId, async (tx) => {
    const description = "Takes back what other agents did, for incidents. The policy decides what it may.";
    const made = await tx.agent.createMany({
      // Its keys come and go with each batch; what it waits for is not given up with them.
      data: { id: newId(), tenantId, name, description, ownerId: null, environment, test: true },
      skipDuplicates: true,
    });
    const agent = await tx.agent.findUniqueOrThrow({ where: { tenantId_name: { tenantId, name } } });
    if (!agent.test || agent.disabledAt || agent.environment !== environment)
      throw new DomainError(
        "CONFLICT",
        `The agent ${name} is not what it was made for (disabled, moved, or made by hand), so nothing can be taken back. Ask an admin.`,
      );
    if (made.count > 0)
      await appendLeaf(tx, ctx, {
        action: "agent.created",
        subjectKind: "agent",
        subjectId: agent.id,
        data: { name, ownerId: null, environment, test: true },
      });
    const keyId = newId();
    const { text, hash } = mintKey(tenantId, keyId);
    await tx.apiKey.createMany({
      data: {
        id: keyId,
        tenantId,
        agentId: agent.id,
        hash: new Uint8Array(hash),
        label: LABEL,
        expiresAt: new Date(Date.now() + KEY_TTL_MS),
      },
    });
    return { agentId: agent.id, keyId, text };
  });
}

/** Ends the key of one batch. */
export async function endCompensationKey(ctx: Ctx, keyId: string): Promise<void> {
  await withTenant(ctx.tenantId, (tx) =>
    tx.apiKey.updateMany({
      where: { id: keyId, revokedAt: null, agent: { test: true } },
      data: { revokedAt: new Date() },
    }),
  );
}
