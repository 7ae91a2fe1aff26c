import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { actorId, loadIncident, recordChange } from "./load";
import { DeclareIncidentInput } from "./schemas";
import type { IncidentChange } from "./types";

/**
 * Opens an incident by hand. A title is enough; the agent of a session is found. Declared of an alert, it says so.
 * @throws DomainError FORBIDDEN, INVALID_INPUT; NOT_FOUND where the session, agent or alert isn't here
 */
export async function declareIncident(ctx: Ctx, input: DeclareIncidentInput): Promise<IncidentChange> {
  requirePermission(ctx, "incidents.open");
  const parsed = DeclareIncidentInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { title, severity, sessionId = null, alertId = null, summary } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const agentId = await agentOf(tx, tenantId, sessionId, parsed.data.agentId ?? null);
    if (alertId !== null && !(await tx.alert.findFirst({ where: { tenantId, id: alertId } })))
      throw notFound("alert");
    const kind = alertId === null ? "manual" : "alert";
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT open_incident(${tenantId}::uuid, ${title}, ${kind}, ${severity}, ${sessionId}::uuid, ${agentId}::uuid,
        ${alertId}::uuid, ${actorId(ctx)}::uuid) AS id`;
    const id = rows[0]?.id ?? "";
    if (summary !== "") await tx.incident.updateMany({ where: { tenantId, id }, data: { summary } });
    const row = await loadIncident(tx, tenantId, id);
    return recordChange(tx, ctx, row, "incident.declared", {
      title,
      severity,
      kind,
      sessionId,
      agentId,
      alertId,
    });
  });
}

async function agentOf(
  tx: Tx,
  tenantId: string,
  sessionId: string | null,
  agentId: string | null,
): Promise<string | null> {
  if (sessionId !== null) {
    const session = await tx.session.findFirst({ where: { tenantId, id: sessionId } });
    if (!session || (agentId !== null && agentId !== session.agentId)) throw notFound("session");
    return session.agentId;
  }
  if (agentId !== null && !(await tx.agent.findFirst({ where: { tenantId, id: agentId } })))
    throw notFound("agent");
  return agentId;
}
