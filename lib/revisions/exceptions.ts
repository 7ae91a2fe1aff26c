import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type PolicyException, type Tx } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { mayApprove, mayRevoke, requiredApprovers, statusOf } from "./exceptions-rules";
import { demand, type Answer } from "./may-do";
import { parseInput } from "./parse";
import { CreateExceptionInput, ExceptionRef } from "./schemas";
import { takeTurns } from "./take-turns";
import type { ExceptionStatus } from "./types";

export type ExceptionChanged = { id: string; status: ExceptionStatus; auditId: string };

const HOUR_MS = 3_600_000;

/**
 * Asks that the policy let one capability through for a while. Does nothing until enough other people have approved
 * it, and never more than the engine allows: no kill switch, no unknown capability, no failed condition gives way.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (an unknown capability, agent or session, more than 7 days)
 */
export async function createException(ctx: Ctx, input: CreateExceptionInput): Promise<ExceptionChanged> {
  requirePermission(ctx, "policy.except");
  const { hours, ...asked } = parseInput(CreateExceptionInput, input);
  const by = requirePerson(ctx);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const riskLevel = await requireKnown(tx, tenantId, asked);
    const createdAt = new Date();
    const row = await tx.policyException.create({
      data: {
        ...asked,
        id: newId(),
        tenantId,
        createdById: by,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + hours * HOUR_MS),
        requiredApprovers: requiredApprovers(riskLevel),
      },
    });
    return record(tx, ctx, "policy.exception_created", row);
  });
}

/**
 * One person's yes to an exception. With the last one that is needed it is in force for the very next call.
 * @throws DomainError FORBIDDEN (role, own exception), NOT_FOUND, CONFLICT (over, approved by this person already)
 */
export async function approveException(ctx: Ctx, input: ExceptionRef): Promise<ExceptionChanged> {
  requirePermission(ctx, "policy.review");
  const by = requirePerson(ctx);
  return onException(ctx, input, mayApprove, async (tx, row) => {
    // A capability may have become CRITICAL since it was asked for.
    const capability = await tx.capability.findFirst({
      where: { tenantId: ctx.tenantId, name: row.capability, status: { not: "retired" } },
    });
    const required = Math.max(row.requiredApprovers, requiredApprovers(capability?.riskLevel ?? null));
    const approved = await tx.policyException.update({
      where: { id: row.id },
      data: { approverIds: [...row.approverIds, by], requiredApprovers: required },
    });
    return record(tx, ctx, "policy.exception_approved", approved);
  });
}

/**
 * Ends an exception at once: the next call is decided without it.
 * @throws DomainError FORBIDDEN, NOT_FOUND, CONFLICT where it is over already
 */
export async function revokeException(ctx: Ctx, input: ExceptionRef): Promise<ExceptionChanged> {
  requirePermission(ctx, "policy.read");
  const by = requirePerson(ctx);
  return onException(ctx, input, mayRevoke, async (tx, row) => {
    const revoked = await tx.policyException.update({
      where: { id: row.id },
      data: { revokedById: by, revokedAt: new Date() },
    });
    return record(tx, ctx, "policy.exception_revoked", revoked);
  });
}

async function onException(
  ctx: Ctx,
  input: ExceptionRef,
  rule: (ctx: Ctx, row: PolicyException, now: Date) => Answer,
  work: (tx: Tx, row: PolicyException) => Promise<ExceptionChanged>,
): Promise<ExceptionChanged> {
  const { id } = parseInput(ExceptionRef, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await takeTurns(tx, tenantId);
    const row = await tx.policyException.findFirst({ where: { tenantId, id } });
    if (!row) throw notFound("exception");
    demand(rule(ctx, row, new Date()));
    return work(tx, row);
  });
}

type Asked = { capability: string; principal: string | null; sessionId: string | null };

/** @returns the capability's risk level. @throws DomainError INVALID_INPUT for a name that means nothing here */
async function requireKnown(tx: Tx, tenantId: string, asked: Asked): Promise<string | null> {
  const capability = await tx.capability.findFirst({
    where: { tenantId, name: asked.capability, status: { not: "retired" } },
  });
  if (!capability)
    throw unknown("capability", `There is no capability ${asked.capability}; an exception cannot make one.`);
  if (asked.principal !== null) {
    const name = asked.principal.slice("agent:".length);
    if (!(await tx.agent.count({ where: { tenantId, name, disabledAt: null } })))
      throw unknown("principal", `There is no agent ${name}.`);
  }
  if (asked.sessionId !== null) {
    if (!(await tx.session.count({ where: { tenantId, id: asked.sessionId, endedAt: null } })))
      throw unknown("sessionId", "There is no such session, or it has ended.");
  }
  return capability.riskLevel;
}

function unknown(field: string, message: string): DomainError {
  return invalidInput({ issues: [{ path: [field], message }] });
}

async function record(tx: Tx, ctx: Ctx, action: string, row: PolicyException): Promise<ExceptionChanged> {
  const { id, scope, sessionId, capability, principal, reason, approverIds } = row;
  const status = statusOf(row, new Date());
  const auditId = await appendLeaf(tx, ctx, {
    action,
    subjectKind: "policy_exception",
    subjectId: id,
    data: {
      ...{ scope, sessionId, capability, principal, reason, status, approverIds },
      requiredApprovers: row.requiredApprovers,
      expiresAt: row.expiresAt.toISOString(),
    },
  });
  return { id, status, auditId };
}

function requirePerson({ actor }: Ctx): string {
  if (actor.kind === "user") return actor.id;
  throw new DomainError("FORBIDDEN", "Only people make, approve and end exceptions.");
}
