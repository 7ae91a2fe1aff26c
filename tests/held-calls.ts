import { randomUUID } from "node:crypto";
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
  return { tenantId, actor: { kind: "user", id, label: name, roles }, requestId: randomUUID() };
}

type Held = { arguments?: JsonObject; riskLevel?: string; requiredApprovals?: number; ttlSeconds?: number };

/** A call that was held: its decision and its pending request. Returns both ids. */
export async function heldCall(
  world: HeldWorld,
  held: Held = {},
): Promise<{ callId: string; approvalId: string }> {
  const [callId, approvalId] = [newId(), newId()];
  const args = held.arguments ?? { path: `/notes/${callId}.txt` };
  const row = {
    id: callId,
    call_id: callId,
    session_id: world.sessionId,
    agent_id: world.agentId,
    capability: world.capability,
    definition_hash: world.definitionHash,
    action: "REQUIRE_APPROVAL",
    step: "policy",
    code: "APPROVAL_REQUIRED",
    rule_id: "writes",
    reason: "Writing needs a person.",
    risk_level: held.riskLevel ?? "HIGH",
    control_epoch: await epoch(world.tenantId),
    arguments: args,
    arguments_hash: hashOf(args),
    approval_id: approvalId,
    door: "rest",
    request_id: randomUUID(),
    leaf_id: newId(),
    leaf: "{}",
    approval: {
      id: approvalId,
      arguments: args,
      risk_level: held.riskLevel ?? "HIGH",
      rule_id: "writes",
      reason: "Writing needs a person.",
      eligible_role: "reviewer",
      required_approvals: held.requiredApprovals ?? 1,
      requester_user_ids: [world.ownerId],
      ttl_seconds: held.ttlSeconds ?? 900,
    },
  };
  await commit(world.tenantId, row);
  return { callId, approvalId };
}

/** The decision that spends an approved call's grant, as the gateway records it; and, where given, its outcome. */
export async function redeem(
  world: HeldWorld,
  callId: string,
  outcome?: { status: string; result: JsonObject },
): Promise<string> {
  const id = newId();
  const held = await withTenant(world.tenantId, (tx) =>
    tx.approval.findUniqueOrThrow({ where: { callId }, include: { grant: true } }),
  );
  await commit(world.tenantId, {
    id,
    call_id: callId,
    session_id: world.sessionId,
    agent_id: world.agentId,
    capability: world.capability,
    definition_hash: world.definitionHash,
    action: "ALLOW",
    step: "approval",
    code: "APPROVED",
    reason: "Approved.",
    risk_level: held.riskLevel,
    control_epoch: await epoch(world.tenantId),
    arguments: held.arguments,
    arguments_hash: held.argumentsHash,
    approval_id: held.id,
    grant_id: held.grant?.id ?? newId(),
    door: "rest",
    request_id: randomUUID(),
    leaf_id: newId(),
    leaf: "{}",
    outcome_due_seconds: 60,
  });
  if (outcome) await settle(world, { decisionId: id, callId, ...outcome });
  return id;
}

/** A call that was settled at once; ALLOW without an outcome is still running, unless its due time is past. */
export async function settledCall(
  world: HeldWorld,
  {
    action,
    outcome,
    dueSeconds = 60,
  }: { action: "ALLOW" | "DENY"; outcome?: { status: string; result: JsonObject }; dueSeconds?: number },
): Promise<string> {
  const id = newId();
  const args = { path: "/notes/a.txt" };
  await commit(world.tenantId, {
    id,
    call_id: id,
    session_id: world.sessionId,
    agent_id: world.agentId,
    capability: "io.fs.read_file",
    action,
    step: "policy",
    code: action === "DENY" ? "POLICY_DENIED" : "POLICY_ALLOWED",
    rule_id: "reads",
    reason: "Because.",
    risk_level: "LOW",
    control_epoch: await epoch(world.tenantId),
    arguments: args,
    arguments_hash: hashOf(args),
    door: "rest",
    request_id: randomUUID(),
    leaf_id: newId(),
    leaf: "{}",
    outcome_due_seconds: action === "ALLOW" ? dueSeconds : null,
  });
  if (outcome) await settle(world, { decisionId: id, callId: id, ...outcome });
  return id;
}

async function epoch(tenantId: string): Promise<number> {
  const tenant = await withTenant(tenantId, (tx) => tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }));
  return Number(tenant.controlEpoch);
}

async function commit(tenantId: string, row: object): Promise<void> {
  const rows = JSON.stringify([row]);
  const answers = await withTenant(
    tenantId,
    (tx) =>
      tx.$queryRaw<{ status: string }[]>`SELECT * FROM record_decisions(${tenantId}::uuid, ${rows}::json)`,
  );
  if (answers[0]?.status !== "committed")
    throw new Error(`the decision was not committed: ${answers[0]?.status}`);
}

async function settle(
  world: HeldWorld,
  o: { decisionId: string; callId: string; status: string; result: JsonObject },
): Promise<void> {
  const row = {
    decision_id: o.decisionId,
    call_id: o.callId,
    session_id: world.sessionId,
    status: o.status,
    result: o.result,
    attempts: 1,
    duration_ms: 12,
    leaf_id: newId(),
    leaf: "{}",
  };
  const rows = JSON.stringify([row]);
  await withTenant(
    world.tenantId,
    (tx) => tx.$queryRaw`SELECT record_outcomes(${world.tenantId}::uuid, ${rows}::json)`,
  );
}
