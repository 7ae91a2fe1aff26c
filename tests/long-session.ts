import type pg from "pg";
import { BUILT_IN_CHAINS, freezeChain } from "../lib/approvals";
import { newId } from "../lib/platform/ids";

type Of = { tenantId: string; agentId: string; capability: string };

/**
 * A session of many calls, straight into the database: every seventh is denied, every fiftieth ends in an error, every
 * hundredth waited for people, with model turns of twenty calls and a pause of ten minutes after each thousand. They
 * look like any other, but have no leaves in the audit log. Needs a superuser's connection.
 */
export async function seedLongSession(
  database: pg.Pool | pg.Client,
  { tenantId, agentId, capability }: Of,
  calls: number,
): Promise<string> {
  const sessionId = newId();
  await database.query(
    `INSERT INTO sessions (id, tenant_id, agent_id, kind, label, started_at)
     VALUES ($1, $2, $3, 'rest', 'a long stretch of work', now() - interval '4 hours')`,
    [sessionId, tenantId, agentId],
  );
  await database.query(DECISIONS, [sessionId, tenantId, agentId, capability, calls]);
  const chain = BUILT_IN_CHAINS.reviewer;
  if (!chain) throw new Error("The chain of one reviewer comes with the product.");
  await database.query(APPROVALS, [sessionId, tenantId, freezeChain(chain, "reviewer", 0, "LOW")]);
  await database.query(OUTCOMES, [sessionId, tenantId]);
  return sessionId;
}

/** What the n-th call was; every decision's explanation is as long as a usual one. */
const DECISIONS = `
  INSERT INTO decisions (id, tenant_id, call_id, session_id, agent_id, capability, action, step, code, rule_id, reason,
    risk_level, explanation, control_epoch, arguments, arguments_hash, context, door, request_id, decided_at, outcome_due_at)
  SELECT m.id, $2, m.id, $1, $3, $4 || CASE WHEN n % 3 = 0 THEN '.read' ELSE '' END,
    CASE WHEN n % 7 = 6 THEN 'DENY' WHEN n % 100 = 50 THEN 'REQUIRE_APPROVAL' ELSE 'ALLOW' END, 'policy',
    CASE WHEN n % 7 = 6 THEN 'POLICY_DENIED' WHEN n % 100 = 50 THEN 'APPROVAL_REQUIRED' ELSE 'POLICY_ALLOWED' END,
    CASE WHEN n % 7 = 6 THEN 'no-writing-here' ELSE 'small-things-are-free' END,
    CASE WHEN n % 7 = 6 THEN 'Writing there is not allowed.' ELSE 'Small things are free.' END, 'LOW',
    json_build_object('tried', json_build_array(json_build_object('ruleId', 'small-things-are-free', 'outcome', 'matched')),
      'matched', 'small-things-are-free', 'omitted', 0), 1,
    json_build_object('message', 'needle ' || n, 'path', '/reports/' || n || '.md'), md5(n::text),
    json_build_object('turn', json_build_object('id', n / 20 + 1, 'label', 'plan and write', 'model_ms', 1800)),
    'rest', m.id::text, m.at, m.at + interval '60 seconds'
  FROM (
    SELECT n, at, uuidv7(at - clock_timestamp()) AS id
    FROM (SELECT n, date_trunc('milliseconds', now()) - interval '4 hours'
        + n * interval '90 milliseconds' + (n / 20) * interval '1800 milliseconds' + (n / 1000) * interval '10 minutes' AS at
      FROM generate_series(0, $5::int - 1) n) timed
  ) m`;

const APPROVALS = `
  INSERT INTO approvals (id, tenant_id, call_id, session_id, agent_id, capability, definition_hash, arguments,
    arguments_hash, risk_level, rule_id, reason, chain, requesters, status, created_at, decided_at, expires_at)
  SELECT gen_random_uuid(), $2, d.id, $1, d.agent_id, d.capability, 'h', d.arguments, d.arguments_hash, 'LOW', d.rule_id,
    d.reason, $3::jsonb, '[]', 'denied', d.decided_at,
    d.decided_at + interval '60 milliseconds', d.decided_at + interval '15 minutes'
  FROM decisions d WHERE d.tenant_id = $2 AND d.session_id = $1 AND d.action = 'REQUIRE_APPROVAL'`;

const OUTCOMES = `
  INSERT INTO outcomes (decision_id, tenant_id, call_id, session_id, status, result, attempts, duration_ms, started_at, recorded_at)
  SELECT d.id, $2, d.id, $1, CASE WHEN n % 50 = 49 THEN 'tool_error' ELSE 'succeeded' END,
    json_build_object('text', 'result ' || n), 1, 20 + n % 60, d.decided_at + interval '3 milliseconds',
    d.decided_at + interval '100 milliseconds'
  FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM decisions
    WHERE tenant_id = $2 AND session_id = $1) d WHERE d.action = 'ALLOW'`;
