import { randomUUID } from "node:crypto";
import { BUILT_IN_CHAINS, ChainSpec, freezeChain, type Requester } from "../lib/approvals";
import type { z } from "zod";
import type { Ctx, Role } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { hashOf, type JsonObject } from "../lib/platform/json";

/** A tenant of a test's own, with one agent in one session and one capability that waits for people. */
export type HeldWorld = {
  tenantId: string;
  agentId: string;
  sessionId: string;
  ownerId: string;
  capability: string;
  definitionHash: string;
};

/** Makes a {@link HeldWorld}; nothing in it is shared with another test. */
export async function heldWorld(): Promise<HeldWorld> {
  const [tenantId, agentId, sessionId, upstreamId, ownerId] = [newId(), newId(), newId(), newId(), newId()];
  const definitionHash = hashOf({ tool: "write_file" });
  const capability = "io.fs.write_file";
  await withTenant(tenantId, async (tx) => {
    await tx.tenant.createMany({ data: { id: tenantId, slug: `t-${tenantId}`, name: "Test tenant" } });
    await tx.user.createMany({ data: { id: ownerId, email: `${ownerId}@example.com`, name: "Agent owner" } });
    await tx.membership.createMany({ data: { tenantId, userId: ownerId, roles: ["reviewer"] } });
    await tx.agent.createMany({ data: { id: agentId, tenantId, name: "files-bot", ownerId } });
    await tx.session.createMany({
      data: { id: sessionId, tenantId, agentId, kind: "rest", label: "a stretch of work" },
    });
    await tx.upstream.createMany({
      data: { id: upstreamId, tenantId, slug: "io.fs", name: "Files", kind: "builtin", config: {} },
    });
    await tx.capability.createMany({
      data: {
        id: newId(),
        tenantId,
        upstreamId,
        name: capability,
        toolName: "write_file",
        inputSchema: {},
        operation: "WRITE",
        reversible: true,
        riskLevel: "HIGH",
        consequence: "Write {{args.path}}",
        definitionHash,
      },
    });
  });
  return { tenantId, agentId, sessionId, ownerId, capability, definitionHash };
}

/** A member of the tenant with these roles, as the console would know them. */
export async function person(tenantId: string, roles: Role[], name = "Platform reviewer"): Promise<Ctx> {
  const id = newId();
  await withTenant(tenantId, async (tx) => {
    await tx.user.createMany({ data: { id, email: `${id}@example.com`, name } });
    await tx.membership.createMany({ data: { tenantId, userId: id, roles } });
  });
  const actor = { kind: "user", id, label: name, roles, authenticatedAt: Date.now() } as const;
  return { tenantId, actor, requestId: randomUUID() };
}

type Held = {
  arguments?: JsonObject;
  riskLevel?: string;
  ruleId?: string;
  /** Of reviewers, where no chain is given. */
  requiredApprovals?: number;
  chain?: z.input<typeof ChainSpec>;
  requesters?: Requester[];
  ttlSeconds?: number;
  escalateSeconds?: number;
};

function chainOf({ chain, requiredApprovals = 1 }: Held): { spec: ChainSpec; name: string; version: number } {
  if (chain) return { spec: ChainSpec.parse(chain), name: "of-this-test", version: 1 };
  const [name, spec] =
    requiredApprovals === 1
      ? ["reviewer", BUILT_IN_CHAINS.reviewer!]
      : ["two-reviewers", BUILT_IN_CHAINS["two-reviewers"]!];
  return { spec, name, version: 0 };
}

/** A call that was held: its decision and its pending request. Returns both ids. */
export async function heldCall(
  world: HeldWorld,
  held: Held = {},
): Promise<{ callId: string; approvalId: string }> {
  const [callId, approvalId] = [newId(), newId()];
  const riskLevel = held.riskLevel ?? "HIGH";
  const { spec, name, version } = chainOf(held);
  const facts = {
    rule_id: held.ruleId ?? "writes",
    reason: "Writing needs a person.",
    risk_level: riskLevel,
  };
  await commit(world, held.arguments ?? { path: `/notes/${callId}.txt` }, {
    ...facts,
    id: callId,
    action: "REQUIRE_APPROVAL",
    code: "APPROVAL_REQUIRED",
    approval_id: approvalId,
    approval: {
      ...facts,
      id: approvalId,
      chain: freezeChain(spec, name, version, riskLevel),
      requesters: held.requesters ?? [{ userId: world.ownerId, as: "owner" }],
      escalate_seconds: held.escalateSeconds ?? null,
      ttl_seconds: held.ttlSeconds ?? 900,
    },
  });
  return { callId, approvalId };
}

type Ended = { status: "succeeded" | "tool_error" | "failed" | "in_doubt"; result: JsonObject };

/** The decision that spends an approved call's grant, as the gateway records it; and, where given, its outcome. */
export async function redeem(world: HeldWorld, callId: string, outcome?: Ended): Promise<string> {
  const id = newId();
  const held = await withTenant(world.tenantId, (tx) =>
    tx.approval.findUniqueOrThrow({ where: { callId }, include: { grant: true } }),
  );
  await commit(world, held.arguments as JsonObject, {
    id,
    call_id: callId,
    action: "ALLOW",
    step: "approval",
    code: "APPROVED",
    approval_id: held.id,
    grant_id: held.grant?.id ?? newId(),
    outcome_due_seconds: 60,
  });
  if (outcome) await settle(world, id, callId, outcome);
  return id;
}

/** A call that was settled at once; ALLOW without an outcome is still running, unless its due time is past. */
export async function settledCall(
  world: HeldWorld,
  {
    action,
    outcome,
    dueSeconds = 60,
    context,
  }: { action: "ALLOW" | "DENY"; outcome?: Ended; dueSeconds?: number; context?: JsonObject },
): Promise<string> {
  const id = newId();
  const allowed = action === "ALLOW";
  await commit(
    world,
    { path: "/notes/a.txt" },
    {
      id,
      capability: "io.fs.read_file",
      action,
      code: allowed ? "POLICY_ALLOWED" : "POLICY_DENIED",
      outcome_due_seconds: allowed ? dueSeconds : null,
      ...(context ? { context: JSON.stringify(context) } : {}),
    },
  );
  if (outcome) await settle(world, id, id, outcome);
  return id;
}

type Part = { id: string; action: string; code: string } & Record<string, unknown>;

/** As the gateway's group commit does, with a group of one. */
async function commit(world: HeldWorld, args: JsonObject, part: Part): Promise<void> {
  const { tenantId, sessionId } = world;
  const tenant = await withTenant(tenantId, (tx) => tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }));
  const row = {
    call_id: part.id,
    session_id: sessionId,
    agent_id: world.agentId,
    capability: world.capability,
    definition_hash: world.definitionHash,
    step: "policy",
    rule_id: "reads",
    reason: "Because.",
    risk_level: "LOW",
    control_epoch: tenant.controlEpoch.toString(),
    arguments: JSON.stringify(args),
    arguments_hash: hashOf(args),
    door: "rest",
    request_id: randomUUID(),
    leaf_id: newId(),
    leaf: "{}",
    ...part,
  };
  const rows = JSON.stringify([row]);
  const special = part.grant_id || part.approval ? rows : null;
  const refused = await withTenant(
    tenantId,
    (tx) => tx.$queryRaw<{ status: string }[]>`
      SELECT * FROM record_decisions(${tenantId}::uuid, ARRAY[${part.id}::uuid], ARRAY[${tenant.controlEpoch}::bigint],
        ARRAY[${sessionId}::uuid], ${special}::json, ${rows}::json, NULL, NULL, NULL)`,
  );
  if (refused[0]) throw new Error(`the decision was not committed: ${refused[0].status}`);
}

async function settle(world: HeldWorld, decisionId: string, callId: string, ended: Ended): Promise<void> {
  const row = {
    decision_id: decisionId,
    call_id: callId,
    session_id: world.sessionId,
    status: ended.status,
    result: JSON.stringify(ended.result),
    result_hash: hashOf(ended.result),
    attempts: 1,
    duration_ms: 12,
    leaf_id: newId(),
    leaf: "{}",
  };
  const rows = JSON.stringify([row]);
  await withTenant(
    world.tenantId,
    (tx) => tx.$queryRaw`SELECT record_outcomes(${world.tenantId}::uuid, ${rows}::json, NULL, NULL)`,
  );
}
