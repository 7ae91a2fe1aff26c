import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, invalidInput } from "../../platform/errors";
import { appendLeaf } from "../../platform/ledger";
import { takeTurns } from "../chains/store";
import { listed } from "../chains/words";
import { TeamRef } from "./schemas";
import { chainsByTeam, requireTeam, waitingForTeam } from "./store";

/**
 * Deletes a team that nothing needs any more.
 * @throws DomainError FORBIDDEN, NOT_FOUND, CONFLICT where a chain in force names it, or requests wait for it
 */
export async function deleteTeam(ctx: Ctx, input: TeamRef): Promise<{ auditId: string }> {
  requirePermission(ctx, "approvals.configure");
  const parsed = TeamRef.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await takeTurns(tx, tenantId);
    const { name } = await requireTeam(tx, tenantId, id);
    const chains = (await chainsByTeam(tx, tenantId)).get(id) ?? [];
    if (chains.length > 0) throw new DomainError("CONFLICT", inUse(name, chains));
    const waiting = await waitingForTeam(tx, tenantId, id);
    if (waiting > 0)
      throw new DomainError(
        "CONFLICT",
        `${waiting === 1 ? "A request" : `${waiting} requests`} held under an older chain may still need ${name}.`,
      );
    const members = await tx.teamMember.findMany({ where: { tenantId, teamId: id } });
    await tx.team.deleteMany({ where: { tenantId, id } });
    const auditId = await appendLeaf(tx, ctx, {
      action: "team.deleted",
      subjectKind: "team",
      subjectId: id,
      data: { name, memberIds: members.map(({ userId }) => userId) },
    });
    return { auditId };
  });
}

/** Why a team cannot go, as the page says it too. */
function inUse(name: string, chains: readonly string[]): string {
  return `The ${chains.length === 1 ? "chain" : "chains"} ${listed(chains)} ${chains.length === 1 ? "names" : "name"} ${name}. Take it out there first.`;
}
