import { z } from "zod";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { AGENT_ENVIRONMENTS, type AgentEnvironment } from "./agents";
import { mintKey } from "./api-key";

/** A key for one trial; what a crash leaves of it ends by itself. */
const KEY_TTL_MS = 2 * 60_000;

const Environment = z.enum(AGENT_ENVIRONMENTS);

export type TestKey = { agentId: string; keyId: string; text: string };

/**
 * A key of the person's own test agent in an environment, whom the first trial makes. The person owns it, so what
 * it asks is decided by somebody else.
 * @throws DomainError FORBIDDEN; INVALID_INPUT for an environment that there is not
 */
export async function issueTestKey(ctx: Ctx, environment: AgentEnvironment): Promise<TestKey> {
  requirePermission(ctx, "capabilities.try");
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) throw invalidInput(parsed.error, "/environment");
  const { tenantId, actor } = ctx;
  if (actor.kind !== "user") throw new DomainError("FORBIDDEN", "Only people have test agents.");
  const name = `test-${actor.id.slice(-12)}${environment === "production" ? "" : `-${environment}`}`;
  return withTenant(tenantId, async (tx) => {
    const made = await tx.agent.createMany({
      data: {
        id: newId(),
        tenantId,
        name,
        description: `Tries tools for ${actor.label}`,
        ownerId: actor.id,
        deployedById: actor.id,
        environment,
        test: true,
      },
      skipDuplicates: true,
    });
    const agent = await tx.agent.findUniqueOrThrow({ where: { tenantId_name: { tenantId, name } } });
    if (!agent.test || agent.disabledAt || agent.environment !== environment)
      throw new DomainError("CONFLICT", `The agent ${name} is not what it was made for. Ask an admin.`);
    if (made.count > 0)
      await appendLeaf(tx, ctx, {
        action: "agent.created",
        subjectKind: "agent",
        subjectId: agent.id,
        data: { name, ownerId: actor.id, environment, test: true },
      });
    const keyId = newId();
    const { text, hash } = mintKey(tenantId, keyId);
    await tx.apiKey.createMany({
      data: {
        id: keyId,
        tenantId,
        agentId: agent.id,
        hash: new Uint8Array(hash),
        label: "Trial in the console",
        expiresAt: new Date(Date.now() + KEY_TTL_MS),
      },
    });
    return { agentId: agent.id, keyId, text };
  });
}

/** Ends a trial's key. */
export async function endTestKey(ctx: Ctx, keyId: string): Promise<void> {
  await withTenant(ctx.tenantId, (tx) =>
    tx.apiKey.updateMany({
      where: { id: keyId, revokedAt: null, agent: { test: true } },
      data: { revokedAt: new Date() },
    }),
  );
}
