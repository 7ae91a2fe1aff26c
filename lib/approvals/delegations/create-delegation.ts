import { databaseNow } from "../../calls";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { DomainError, invalidInput } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { CreateDelegationInput, DECIDING_ROLES, DelegationScope, MAX_DELEGATION_DAYS } from "../schemas";
import { overlap } from "./overlap";

const DAY_MS = 86_400_000;
/** A browser's clock may be behind: a start so recent means now. */
const JUST_NOW_MS = 5 * 60_000;

/**
 * For a while, somebody else may decide in a person's place; or, without a substitute, the person is only away. A substitute
 * needs the right to decide themselves: nothing is lent but a place in the groups.
 * @throws DomainError FORBIDDEN (another's without approvals.configure), INVALID_INPUT (somebody who may not decide here, a period
 * that is past, empty or too long), CONFLICT where the person is away then already
 */
export async function createDelegation(
  ctx: Ctx,
  input: CreateDelegationInput,
): Promise<{ id: string; auditId: string }> {
  const parsed = CreateDelegationInput.safeParse(input);
  const by = requireOwner(ctx, parsed.success ? parsed.data.fromUserId : undefined);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { toUserId = null, scope, reason } = parsed.data;
  const fromUserId = parsed.data.fromUserId ?? by;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await takeTurns(tx, fromUserId);
    const period = periodOf(parsed.data, new Date(await databaseNow(tx)));
    await requireDecider(tx, tenantId, fromUserId, "fromUserId");
    if (toUserId === fromUserId) throw fault("toUserId", "must be somebody else.");
    if (toUserId !== null) await requireDecider(tx, tenantId, toUserId, "toUserId");
    await requireFree(tx, tenantId, fromUserId, { ...period, scope });
    const id = newId();
    const data = { id, tenantId, fromUserId, toUserId, ...period, scope, reason, createdById: by };
    await tx.delegation.createMany({ data });
    const auditId = await appendLeaf(tx, ctx, {
      action: "delegation.created",
      subjectKind: "delegation",
      subjectId: id,
      data: {
        ...{ fromUserId, toUserId, scope, reason },
        startsAt: period.startsAt.toISOString(),
        endsAt: period.endsAt.toISOString(),
      },
    });
    return { id, auditId };
  });
}

/** @returns who acts. @throws DomainError FORBIDDEN */
function requireOwner(ctx: Ctx, fromUserId: string | undefined): string {
  const { actor } = ctx;
  if (actor.kind !== "user")
    throw new DomainError("FORBIDDEN", "Only people are away, or stand in for others.");
  const own = fromUserId === undefined || fromUserId === actor.id;
  requirePermission(ctx, own ? "approvals.decide" : "approvals.configure");
  return actor.id;
}

function periodOf(input: { startsAt: string; endsAt: string }, now: Date): { startsAt: Date; endsAt: Date } {
  const asked = new Date(input.startsAt);
  const endsAt = new Date(input.endsAt);
  if (asked.getTime() < now.getTime() - JUST_NOW_MS) throw fault("startsAt", "must not be in the past.");
  const startsAt = asked < now ? now : asked;
  if (endsAt <= startsAt) throw fault("endsAt", "must be after it begins.");
  if (endsAt.getTime() - startsAt.getTime() > MAX_DELEGATION_DAYS * DAY_MS)
    throw fault(
      "endsAt",
      `must be at most ${MAX_DELEGATION_DAYS} days later. For longer, change who has which role.`,
    );
  return { startsAt, endsAt };
}

async function requireDecider(tx: Tx, tenantId: string, userId: string, field: string): Promise<void> {
  const where = { tenantId, userId, user: { disabledAt: null } };
  const member = await tx.membership.findFirst({ where, select: { roles: true } });
  if (!member) throw fault(field, "is nobody in this tenant.");
  if (!DECIDING_ROLES.some((role) => member.roles.includes(role)))
    throw fault(field, `must be somebody who may decide: ${DECIDING_ROLES.join(" or ")}.`);
}

/** @throws DomainError CONFLICT where one of theirs could hold for the same request at the same time */
async function requireFree(
  tx: Tx,
  tenantId: string,
  fromUserId: string,
  wanted: { startsAt: Date; endsAt: Date; scope: DelegationScope },
): Promise<void> {
  const others = await tx.delegation.findMany({
    where: {
      ...{ tenantId, fromUserId, revokedAt: null },
      startsAt: { lt: wanted.endsAt },
      endsAt: { gt: wanted.startsAt },
    },
    orderBy: { startsAt: "asc" },
  });
  const taken = others.find((other) =>
    overlap(wanted, { ...other, scope: DelegationScope.parse(other.scope) }),
  );
  if (!taken) return;
  const substitute =
    taken.toUserId === null
      ? null
      : await tx.user.findUnique({ where: { id: taken.toUserId }, select: { name: true } });
  throw new DomainError(
    "CONFLICT",
    `This overlaps with an absence of theirs, with ${substitute?.name ?? "nobody"} in their place. End that one first, or choose another time or scope.`,
    { meta: { delegationId: taken.id } },
  );
}

async function takeTurns(tx: Tx, fromUserId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`agentgate.delegation.${fromUserId}`}, 0))`;
}

function fault(field: string, message: string): DomainError {
  return invalidInput({ issues: [{ path: [field], message }] });
}
