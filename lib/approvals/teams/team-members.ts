import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, invalidInput } from "../../platform/errors";
import { appendLeaf } from "../../platform/ledger";
import { requirePeople } from "./create-team";
import { TeamMemberInput } from "./schemas";
import { requireTeam } from "./store";

/**
 * Takes somebody into a team. It counts at once, also for what waits: who is in a group is looked up when somebody decides.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (not in the tenant), NOT_FOUND, CONFLICT where they are in it already
 */
export async function addTeamMember(ctx: Ctx, input: TeamMemberInput): Promise<{ auditId: string }> {
  return change(ctx, input, "team.member_added");
}

/**
 * Takes somebody out of a team, at once. What they decided while they were in it stays decided.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT where they are not in it
 */
export async function removeTeamMember(ctx: Ctx, input: TeamMemberInput): Promise<{ auditId: string }> {
  return change(ctx, input, "team.member_removed");
}

async function change(
  ctx: Ctx,
  input: TeamMemberInput,
  action: "team.member_added" | "team.member_removed",
): Promise<{ auditId: string }> {
  requirePermission(ctx, "approvals.configure");
  const parsed = TeamMemberInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { teamId, userId } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const { name } = await requireTeam(tx, tenantId, teamId);
    const row = { tenantId, teamId, userId };
    const adding = action === "team.member_added";
    if (adding) await requirePeople(tx, tenantId, [userId], ["userId"]);
    const { count } = adding
      ? await tx.teamMember.createMany({ data: row, skipDuplicates: true })
      : await tx.teamMember.deleteMany({ where: row });
    if (count === 0)
      throw new DomainError(
        "CONFLICT",
        `Somebody has done this already: they are ${adding ? "in" : "not in"} ${name}.`,
      );
    const auditId = await appendLeaf(tx, ctx, {
      action,
      subjectKind: "team",
      subjectId: teamId,
      data: { team: name, userId },
    });
    return { auditId };
  });
}
