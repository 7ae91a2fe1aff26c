import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { DomainError, invalidInput } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { takeTurns } from "../chains/store";
import { CreateTeamInput } from "./schemas";

/** Makes a team. @throws DomainError FORBIDDEN, INVALID_INPUT (somebody who is not here), CONFLICT where the name is taken */
export async function createTeam(ctx: Ctx, input: CreateTeamInput): Promise<{ id: string; auditId: string }> {
  requirePermission(ctx, "approvals.configure");
  const parsed = CreateTeamInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { name, description } = parsed.data;
  const memberIds = [...new Set(parsed.data.memberIds)];
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await takeTurns(tx, tenantId);
    await requirePeople(tx, tenantId, memberIds, ["memberIds"]);
    const id = newId();
    const made = await tx.team.createMany({
      data: { id, tenantId, name, description },
      skipDuplicates: true,
    });
    if (made.count === 0) throw nameTaken(name);
    await tx.teamMember.createMany({ data: memberIds.map((userId) => ({ tenantId, teamId: id, userId })) });
    const auditId = await appendLeaf(tx, ctx, {
      action: "team.created",
      subjectKind: "team",
      subjectId: id,
      data: { name, description, memberIds },
    });
    return { id, auditId };
  });
}

export function nameTaken(name: string): DomainError {
  return new DomainError("CONFLICT", `There is a team named ${name} already. Choose another name.`);
}

/** @throws DomainError INVALID_INPUT where one of them is not a member of the tenant */
export async function requirePeople(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
  path: PropertyKey[],
): Promise<void> {
  const found = await tx.membership.count({ where: { tenantId, userId: { in: [...ids] } } });
  if (found !== ids.length)
    throw invalidInput({ issues: [{ path, message: "names somebody who is not in this tenant" }] });
}
