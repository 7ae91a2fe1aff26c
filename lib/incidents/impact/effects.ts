import type { Operation } from "../../capabilities";
import { Prisma, type Tx } from "../../platform/db";
import type { EffectOutcome, Way } from "../compensation/types";
import { inScope, type Scope } from "./scope";

/** As many as one incident lists. */
export const MAX_EFFECTS = 500;

/** An executed call that did more than read, as far as the registry knows. */
export type Effect = {
  decisionId: string;
  callId: string;
  sessionId: string | null;
  agentId: string;
  agent: string;
  capability: string;
  capabilityId: string | null;
  operation: Operation | null;
  reversible: boolean | null;
  preview: string;
  at: Date;
  outcome: EffectOutcome;
  way: Way;
};

type Raw = {
  id: string;
  call_id: string;
  session_id: string | null;
  agent_id: string;
  capability: string;
  capability_id: string | null;
  preview: string | null;
  decided_at: Date;
  overdue: boolean;
};

/**
 * What ran within the scope, newest first. A call that was let through and never reported back counts once its outcome
 * is overdue: it may have run. What the registry no longer knows counts too.
 */
export async function effectsOf(
  tx: Tx,
  tenantId: string,
  scope: Scope,
  only?: readonly string[],
): Promise<{ rows: Effect[]; truncated: boolean }> {
  if (scope.sessionIds.length === 0 && scope.callIds.length === 0) return { rows: [], truncated: false };
  const these = only ? Prisma.sql`AND d.id = ANY (${[...only]}::uuid[])` : Prisma.empty;
  const raw = await tx.$queryRaw<Raw[]>`
    SELECT d.id, d.call_id, d.session_id, d.agent_id, d.capability, d.capability_id, left(d.arguments::text, 200) AS preview,
      d.decided_at, coalesce(d.outcome_due_at <= clock_timestamp(), false) AS overdue
    FROM decisions d
    WHERE ${inScope(tenantId, scope)} AND d.action = 'ALLOW' ${these} AND NOT EXISTS (
      SELECT FROM capabilities c WHERE c.id = d.capability_id AND c.operation = 'READ')
    ORDER BY d.id DESC LIMIT ${MAX_EFFECTS * 2 + 1}`;
  const outcomes = await outcomesOf(
    tx,
    raw.map(({ id }) => id),
  );
  const ran = raw.flatMap((row) => {
    const status = outcomes.get(row.id) ?? (row.overdue ? "in_doubt" : "running");
    return isEffect(status) ? [{ ...row, status }] : [];
  });
  const kept = ran.slice(0, MAX_EFFECTS);
  const capabilities = await capabilitiesOf(tx, tenantId, kept);
  const agents = await agentsOf(tx, kept);
  return {
    truncated: raw.length > MAX_EFFECTS * 2 || ran.length > MAX_EFFECTS,
    rows: kept.map((row) => {
      const registered = row.capability_id === null ? undefined : capabilities.get(row.capability_id);
      return {
        decisionId: row.id,
        callId: row.call_id,
        sessionId: row.session_id,
        agentId: row.agent_id,
        agent: agents.get(row.agent_id) ?? "unknown agent",
        capability: row.capability,
        capabilityId: row.capability_id,
        operation: registered ? (registered.operation as Operation) : null, // CHECK operation_known
        reversible: registered?.reversible ?? null,
        preview: row.preview ?? "",
        at: row.decided_at,
        outcome: row.status,
        way: registered ? wayOf(registered) : { kind: "unknown" },
      };
    }),
  };
}

function isEffect(status: string): status is EffectOutcome {
  return status === "succeeded" || status === "tool_error" || status === "in_doubt";
}

async function outcomesOf(tx: Tx, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx.outcome.findMany({
    where: { decisionId: { in: ids } },
    select: { decisionId: true, status: true },
  });
  return new Map(rows.map(({ decisionId, status }) => [decisionId, status]));
}

type Registered = {
  id: string;
  operation: string;
  reversible: boolean;
  compensationSupported: boolean;
  compensationStrategy: string;
  compensationCapability: string | null;
  compensationMapping: unknown;
};

async function capabilitiesOf(
  tx: Tx,
  tenantId: string,
  rows: readonly Raw[],
): Promise<Map<string, Registered>> {
  const ids = [...new Set(rows.flatMap((row) => row.capability_id ?? []))];
  const found = await tx.capability.findMany({
    where: { tenantId, id: { in: ids } },
    select: {
      id: true,
      operation: true,
      reversible: true,
      compensationSupported: true,
      compensationStrategy: true,
      compensationCapability: true,
      compensationMapping: true,
    },
  });
  return new Map(found.map((row) => [row.id, row]));
}

async function agentsOf(tx: Tx, rows: readonly Raw[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.map((row) => row.agent_id))];
  const agents = await tx.agent.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(agents.map(({ id, name }) => [id, name]));
}

/** A capability that is named without saying which arguments it gets is advice for people. */
function wayOf(registered: Registered): Way {
  const { compensationSupported, compensationStrategy: strategy, compensationCapability } = registered;
  if (!compensationSupported) return { kind: "none" };
  return compensationCapability === null || registered.compensationMapping === null
    ? { kind: "manual", strategy }
    : { kind: "call", capability: compensationCapability };
}
