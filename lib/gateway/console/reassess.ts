import { explainFlip, type FlipExplanation } from "../../impact";
import {
  listAffected,
  type AffectedCall,
  type CallToday,
  type IncidentRef,
  type Reassessment,
} from "../../incidents";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { inForce, type Environment } from "../../revisions";

/** Each is replayed on its own facts, so as many as people read. */
const MOST = 25;

/**
 * Would today's policy stop it? The calls of an incident that were not harmless (what ran and did more than read, then
 * what was denied or asked about), newest first, each decided again by the policy that is in force in its agent's
 * environment now. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, UNAVAILABLE
 */
export async function reassessIncident(ctx: Ctx, input: IncidentRef): Promise<Reassessment> {
  requirePermission(ctx, "policy.read");
  const { id } = input;
  const ran = await listAffected(ctx, { id, effects: true, limit: MOST });
  const denied = await listAffected(ctx, { id, decision: "DENY", limit: MOST });
  const asked = await listAffected(ctx, { id, decision: "REQUIRE_APPROVAL", limit: MOST });
  const others = [...denied.rows, ...asked.rows].sort((a, b) => b.id.localeCompare(a.id));
  const ids = new Set<string>();
  const all = [...ran.rows, ...others].filter((call) => !ids.has(call.id) && ids.add(call.id));
  const calls = all.slice(0, MOST);
  const { documents, environments } = await policiesNow(ctx, calls);
  const rows: CallToday[] = [];
  for (const call of calls) {
    const environment = environments.get(call.agent);
    const policy = environment === undefined ? undefined : documents.get(environment);
    const flip =
      policy && "document" in policy
        ? await explainFlip(ctx, { document: policy.document, callId: call.id })
        : null;
    rows.push(toRow(call, flip));
  }
  const changed = rows.filter((row) => ran.rows.some(({ id: callId }) => callId === row.callId));
  const production = documents.get("production");
  return {
    revision: production
      ? { id: production.revisionId, number: production.number, environment: "production" }
      : null,
    rows,
    ran: changed.length,
    stopped: changed.filter(({ today, was }) => today !== null && today !== "ALLOW" && was === "ALLOW")
      .length,
    truncated: all.length > MOST || ran.nextCursor !== null || denied.nextCursor !== null,
  };
}

function policiesNow(ctx: Ctx, calls: readonly AffectedCall[]) {
  return withTenant(ctx.tenantId, async (tx) => {
    const agents = await tx.agent.findMany({
      where: { tenantId: ctx.tenantId, name: { in: [...new Set(calls.map(({ agent }) => agent))] } },
      select: { name: true, environment: true },
    });
    return {
      documents: await inForce(tx, ctx.tenantId),
      // CHECK environment_known
      environments: new Map(agents.map(({ name, environment }) => [name, environment as Environment])),
    };
  });
}

function toRow(
  { id, sessionId, agent, capability, at, decision }: AffectedCall,
  flip: FlipExplanation | null,
): CallToday {
  const base = { callId: id, sessionId, agent, capability, at, was: decision };
  const told = flip?.candidate;
  if (!told) {
    const why =
      flip === null
        ? "No policy that can be enforced is in force for this agent now."
        : (flip.notReplayed?.sentence ??
          `The gateway settled it before a policy was asked (${flip.recorded.step}).`);
    return { ...base, today: null, ruleId: null, why, approximate: false };
  }
  return {
    ...base,
    today: told.action,
    ruleId: told.ruleId,
    why: told.reason,
    approximate: flip.approximate,
  };
}
