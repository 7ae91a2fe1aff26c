import { z } from "zod";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { mintKey } from "./api-key";

export const AGENT_ENVIRONMENTS = ["preview", "staging", "production"] as const;
export type AgentEnvironment = (typeof AGENT_ENVIRONMENTS)[number];

export const CreateAgentInput = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, "lower-case letters, digits, dot, dash and underscore, at most 63"),
  description: z.string().max(500).default(""),
  /** The person answerable for it; the creator where it isn't said. */
  ownerId: z.uuid().nullable().optional(),
  /** Which of the tenant's deployed policies decides its calls. */
  environment: z.enum(AGENT_ENVIRONMENTS).default("production"),
});
export type CreateAgentInput = z.input<typeof CreateAgentInput>;

/** Registers an agent, written `agent:<name>` in policies. @throws CONFLICT where the name is taken. */
export async function createAgent(ctx: Ctx, input: CreateAgentInput): Promise<{ id: string; name: string }> {
  requirePermission(ctx, "agents.manage");
  const parsed = CreateAgentInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { name, description, environment } = parsed.data;
  // Who sets an agent up is on its side for good, whoever answers for it later.
  const deployedById = ctx.actor.kind === "user" ? ctx.actor.id : null;
  const ownerId = parsed.data.ownerId ?? deployedById;
  return withTenant(ctx.tenantId, async (tx) => {
    const id = newId();
    const made = await tx.agent.createMany({
      data: { id, tenantId: ctx.tenantId, name, description, ownerId, deployedById, environment },
      skipDuplicates: true,
    });
    if (made.count === 0)
      throw new DomainError("CONFLICT", `There is an agent named ${name} already. Choose another name.`);
    await appendLeaf(tx, ctx, {
      action: "agent.created",
      subjectKind: "agent",
      subjectId: id,
      data: { name, ownerId, deployedById, environment },
    });
    return { id, name };
  });
}

export const MoveAgentInput = z.strictObject({
  name: z.string().max(63),
  environment: z.enum(AGENT_ENVIRONMENTS),
});
export type MoveAgentInput = z.input<typeof MoveAgentInput>;

/** Gives an agent to another environment: from its next call on, the policy deployed there decides. */
export async function moveAgent(ctx: Ctx, input: MoveAgentInput): Promise<void> {
  requirePermission(ctx, "agents.manage");
  const parsed = MoveAgentInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { name, environment } = parsed.data;
  await withTenant(ctx.tenantId, async (tx) => {
    const where = { tenantId_name: { tenantId: ctx.tenantId, name } };
    const agent = await tx.agent.findUnique({ where, select: { id: true, environment: true } });
    if (!agent) throw notFound("agent");
    await tx.agent.update({ where, data: { environment } });
    await appendLeaf(tx, ctx, {
      action: "agent.moved",
      subjectKind: "agent",
      subjectId: agent.id,
      data: { name, from: agent.environment, to: environment },
    });
  });
}

export const IssueKeyInput = z.strictObject({
  agentId: z.uuid(),
  label: z.string().max(80).default(""),
  expiresAt: z.date().nullable().default(null),
});
export type IssueKeyInput = z.input<typeof IssueKeyInput>;

/** Issues a key to an agent. Its text is returned here and never again; old keys stay valid until revoked. */
export async function issueKey(ctx: Ctx, input: IssueKeyInput): Promise<{ id: string; text: string }> {
  requirePermission(ctx, "agents.manage");
  const parsed = IssueKeyInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { agentId, label, expiresAt } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const agent = await tx.agent.findUnique({ where: { id: agentId }, select: { id: true } });
    if (!agent) throw notFound("agent");
    const id = newId();
    const { text, hash } = mintKey(ctx.tenantId, id);
    await tx.apiKey.create({
      data: { id, tenantId: ctx.tenantId, agentId, label, hash: new Uint8Array(hash), expiresAt },
    });
    await appendLeaf(tx, ctx, {
      action: "api_key.issued",
      subjectKind: "agent",
      subjectId: agentId,
      data: { keyId: id, label },
    });
    return { id, text };
  });
}

/** Revokes a key at once: the next call with it is refused on every process. Revoking twice is CONFLICT. */
export async function revokeKey(ctx: Ctx, keyId: string): Promise<void> {
  requirePermission(ctx, "agents.manage");
  if (!z.uuid().safeParse(keyId).success) throw notFound("API key");
  await withTenant(ctx.tenantId, async (tx) => {
    const key = await tx.apiKey.findUnique({ where: { id: keyId }, select: { agentId: true } });
    if (!key) throw notFound("API key");
    const done = await tx.apiKey.updateMany({
      where: { id: keyId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (done.count === 0) throw new DomainError("CONFLICT", "This key is revoked already.");
    await appendLeaf(tx, ctx, {
      action: "api_key.revoked",
      subjectKind: "agent",
      subjectId: key.agentId,
      data: { keyId },
    });
  });
}
