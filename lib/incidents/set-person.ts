import { can, type Ctx, type Role } from "../platform/ctx";
import type { Incident, Tx } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { addEvent, namesOf, onIncident, recordChange, writeVersion } from "./load";
import { SetPersonInput, type IncidentRole } from "./schemas";
import type { IncidentChange } from "./types";
import { ROLE_WORDS } from "./words";

/**
 * Gives a member a role in the incident, or takes it from them. There is one commander: who had it gives it up, and
 * the change counts only for who saw who had it.
 * @throws DomainError FORBIDDEN, INVALID_INPUT; NOT_FOUND of the incident or member; CONFLICT where nothing would change,
 * the member couldn't act as commander, or somebody was quicker
 */
export async function setPerson(ctx: Ctx, input: SetPersonInput): Promise<IncidentChange> {
  return onIncident(ctx, "incidents.manage", SetPersonInput, input, async (tx, row, parsed) => {
    const { role, userId, remove, version } = parsed;
    if (!remove) await requireAble(tx, ctx.tenantId, userId, role);
    // First the version: the people of an incident change one at a time.
    const after = await writeVersion(tx, row, version, {});
    const before = await holders(tx, row, role);
    const has = before.includes(userId);
    if (has !== remove)
      throw new DomainError(
        "CONFLICT",
        remove ? "They do not have this role." : "They have this role already.",
      );
    const leaving = remove ? [userId] : role === "responder" ? [] : before;
    const gone = { tenantId: ctx.tenantId, incidentId: row.id, role, userId: { in: leaving } };
    await tx.incidentPerson.deleteMany({ where: gone });
    if (!remove)
      await tx.incidentPerson.createMany({
        data: { tenantId: ctx.tenantId, incidentId: row.id, userId, role, addedAt: new Date() },
      });
    const names = await namesOf(tx, [userId, ...before]);
    const name = names.get(userId) ?? "a former member";
    const title = remove ? `${ROLE_WORDS[role]}: ${name} left` : `${ROLE_WORDS[role]}: ${name}`;
    const formerly = leaving.filter((id) => id !== userId).map((id) => names.get(id) ?? "a former member");
    const body = formerly.length > 0 ? `Until now: ${formerly.join(", ")}.` : "";
    await addEvent(tx, ctx, row.id, { kind: "people", title, body });
    return recordChange(tx, ctx, after, "incident.person_set", {
      role,
      userId,
      removed: remove,
      instead: leaving,
    });
  });
}

async function holders(tx: Tx, row: Incident, role: IncidentRole): Promise<string[]> {
  const where = { tenantId: row.tenantId, incidentId: row.id, role };
  return (await tx.incidentPerson.findMany({ where })).map(({ userId }) => userId);
}

/** Who commands has to be able to do what commanding takes. */
async function requireAble(tx: Tx, tenantId: string, userId: string, role: IncidentRole): Promise<void> {
  const member = await requireMember(tx, tenantId, userId);
  const actor = { kind: "user", id: userId, label: "", roles: member.roles as Role[] } as const;
  if (role === "commander" && !can(actor, "incidents.manage"))
    throw new DomainError("CONFLICT", "A commander manages incidents: an admin or a responder can.");
}

/** @throws DomainError NOT_FOUND */
export async function requireMember(tx: Tx, tenantId: string, userId: string): Promise<{ roles: string[] }> {
  const member = await tx.membership.findUnique({
    where: { tenantId_userId: { tenantId, userId } },
    select: { roles: true },
  });
  if (!member) throw notFound("member");
  return member;
}
