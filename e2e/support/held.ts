import { randomUUID } from "node:crypto";
import type pg from "pg";
import { BUILT_IN_CHAINS, freezeChain } from "../../lib/approvals";
import { newId } from "../../lib/platform/ids";
import { hashOf, type JsonObject } from "../../lib/platform/json";
import { ECHO } from "../../tests/echo-tenant";
import type { TestTenant } from "../../tests/factories";

export type Held = {
  arguments: JsonObject;
  riskLevel?: "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
  ruleId?: string;
  /** From now. */
  expiresInSeconds?: number;
};

/**
 * Requests of the tenant's agent for the echo, straight into the database: as many as an inbox must bear, in the time
 * of one. They look and are decided like any other, but no agent waits for them.
 */
export async function holdInDatabase(
  database: pg.Pool,
  tenant: TestTenant,
  held: readonly Held[],
): Promise<string[]> {
  const sessionId = newId();
  await database.query("INSERT INTO sessions (id, tenant_id, agent_id, kind) VALUES ($1, $2, $3, 'rest')", [
    sessionId,
    tenant.id,
    tenant.agent.id,
  ]);
  const rows = held.map((one) => rowOf(one));
  await database.query(
    `INSERT INTO approvals (id, tenant_id, call_id, session_id, agent_id, capability, definition_hash, arguments,
       arguments_hash, risk_level, rule_id, reason, chain, requesters, policy_revision_id, expires_at)
     SELECT x.id, c.tenant_id, x.call_id, $2, $3, c.name, c.definition_hash, x.arguments, x.arguments_hash,
       x.risk_level, x.rule_id, 'A reviewer has to see this first.', x.chain, '[]',
       (SELECT revision_id FROM policy_deployments WHERE tenant_id = $1 AND environment = 'production' AND ended_at IS NULL),
       now() + make_interval(secs => x.seconds)
     FROM json_to_recordset($5) AS x(id uuid, call_id uuid, arguments json, arguments_hash text, risk_level text,
       rule_id text, chain jsonb, seconds double precision), capabilities c
     WHERE c.tenant_id = $1 AND c.name = $4`,
    [tenant.id, sessionId, tenant.agent.id, ECHO, JSON.stringify(rows)],
  );
  return rows.map((row) => row.id);
}

function rowOf({
  arguments: args,
  riskLevel = "LOW",
  ruleId = "people-decide",
  expiresInSeconds = 3_600,
}: Held) {
  const chain = BUILT_IN_CHAINS.reviewer;
  if (!chain) throw new Error("The chain of one reviewer comes with the product.");
  return {
    id: newId(),
    call_id: randomUUID(),
    arguments: args,
    arguments_hash: hashOf(args),
    risk_level: riskLevel,
    rule_id: ruleId,
    chain: freezeChain(chain, "reviewer", 0, riskLevel),
    seconds: expiresInSeconds,
  };
}
