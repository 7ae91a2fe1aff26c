import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, invalidInput } from "../../platform/errors";
import { appendLeaf } from "../../platform/ledger";
import { takeTurns } from "../chains/store";
import { nameTaken } from "./create-team";
import { UpdateTeamInput } from "./schemas";
import { requireTeam } from "./store";

/**
 * Gives a team another name or description. Chains name it by its id, so they go on as before.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT (changed since it was opened, the name is taken)
 */
export async function updateTeam(ctx: Ctx, input: UpdateTeamInput): Promise<{ auditId: string }> {
  requirePermission(ctx, "approvals.configure");
  const parsed = UpdateTeamInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id, name, description, was } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await takeTurns(tx, tenantId);
    await requireTeam(tx, tenantId, id);
    if (await tx.team.count({ where: { tenantId, name, id: { not: id } } })) throw nameTaken(name);
    const { count } = await tx.team.updateMany({
      where: { tenantId, id, ...was },
      data: { name, description },
    });
    if (count === 0) throw new DomainError("CONFLICT", "Somebody has changed this team since you opened it.");
    const auditId = await appendLeaf(tx, ctx, {
      action: "team.changed",
      subjectKind: "team",
      subjectId: id,
      data: { before: was, after: { name, description } },
    });
    return { auditId };
  });
}
