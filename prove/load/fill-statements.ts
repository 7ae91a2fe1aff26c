export const CALLS_PER_SESSION = 100;
/** An agent and its capability that were at work only at the very beginning: what is rare among much, and far away. */
export const RETIRED = { agent: "retired agent", capability: "bench.retired" };
/** Enough for every list's first page. */
const RETIRED_SESSIONS = 80;
const AGENTS = 8;
const OTHER_TENANTS = 20;

export type Value = "tenant" | "agent" | "capability" | "begin" | "end" | "of" | "chain";
export type Statement = { sql: string; takes: readonly Value[] };

/** More agents of the tenant, and more tenants, of which nothing is left to be counted. */
export const OTHERS = `
  WITH agent AS (
    INSERT INTO agents (id, tenant_id, name)
    SELECT uuidv7(), $1::uuid, CASE n WHEN 0 THEN '${RETIRED.agent}' ELSE 'agent ' || n END
    FROM generate_series(0, ${AGENTS}) n
  ), tenant AS (
    INSERT INTO tenants (id, slug, name) SELECT uuidv7(), 'filled-' || n, 'Filled ' || n
    FROM generate_series(1, ${OTHER_TENANTS}) n RETURNING id
  )
  INSERT INTO traffic_marks (tenant_id, counted_until, again_until, settled_until)
  SELECT id, at, at, at FROM tenant, date_trunc('minute', now()) at`;

/** The calls of one transaction, each with its ids, its time, its session and whose it is. */
export const MADE: Statement = {
  takes: ["begin", "end", "of", "tenant", "agent", "capability"],
  sql: `
  CREATE TEMP TABLE made ON COMMIT DROP AS
  WITH agent AS (
    SELECT array_agg(id ORDER BY name) FILTER (WHERE name LIKE 'agent %') AS busy,
      min(id::text) FILTER (WHERE name = '${RETIRED.agent}')::uuid AS retired
    FROM agents WHERE tenant_id = $4::uuid
  ), other AS (SELECT array_agg(id ORDER BY id) AS ids FROM tenants WHERE slug LIKE 'filled-%'),
  registered AS (SELECT id AS capability_id FROM capabilities WHERE tenant_id = $4::uuid AND name = $6::text),
  session AS MATERIALIZED (
    SELECT s, uuidv7(at - clock_timestamp()) AS session_id,
      CASE WHEN s % 5 = 4 THEN other.ids[1 + s / 5 % ${OTHER_TENANTS}] ELSE $4::uuid END AS tenant_id,
      CASE WHEN s < ${RETIRED_SESSIONS} THEN agent.retired WHEN s % 2 = 0 THEN $5::uuid
        ELSE agent.busy[1 + s / 2 % ${AGENTS}] END AS agent_id
    FROM generate_series($1::bigint / ${CALLS_PER_SESSION}, $2::bigint / ${CALLS_PER_SESSION} - 1) s, agent, other,
      LATERAL (SELECT now() - interval '25 days' * (1 - s::float8 * ${CALLS_PER_SESSION} / $3::float8) AS at) began
  )
  SELECT i, at, tenant_id, agent_id, session_id, capability_id, uuidv7(at - clock_timestamp()) AS id,
    uuidv7(at - clock_timestamp()) AS leaf_id, uuidv7(at - clock_timestamp()) AS outcome_leaf_id,
    CASE WHEN s < ${RETIRED_SESSIONS} THEN '${RETIRED.capability}' WHEN i % 10 < 7 THEN $6::text ELSE 'bench.tool_' || i % 30 END
      AS capability,
    CASE WHEN i % 100 = 50 THEN 'REQUIRE_APPROVAL' WHEN i % 14 = 6 THEN 'DENY' ELSE 'ALLOW' END AS action
  FROM registered, session, generate_series(0, ${CALLS_PER_SESSION} - 1) c,
    LATERAL (SELECT s * ${CALLS_PER_SESSION} + c AS i) numbered,
    LATERAL (SELECT date_trunc('milliseconds', now()) - interval '25 days' * (1 - i::float8 / $3::float8) AS at) timed`,
};

export const STATEMENTS: readonly Statement[] = [
  {
    takes: [],
    sql: `INSERT INTO sessions (id, tenant_id, agent_id, kind, label, started_at, ended_at)
      SELECT session_id, tenant_id, agent_id, 'rest', 'work ' || min(i), min(at), max(at) FROM made
      GROUP BY session_id, tenant_id, agent_id ORDER BY min(i)`,
  },
  {
    takes: [],
    sql: `INSERT INTO decisions (id, tenant_id, call_id, session_id, agent_id, capability, capability_id, action, step, code,
        rule_id, reason, risk_level, explanation, control_epoch, arguments, arguments_hash, door, request_id, decided_at,
        outcome_due_at)
      SELECT id, tenant_id, id, session_id, agent_id, capability, capability_id, action, 'policy',
        CASE action WHEN 'ALLOW' THEN 'POLICY_ALLOWED' WHEN 'DENY' THEN 'POLICY_DENIED' ELSE 'APPROVAL_REQUIRED' END,
        'echo', 'Echoing is harmless.', 'LOW',
        '{"tried":[{"ruleId":"echo","outcome":"matched"}],"matched":"echo","omitted":0}',
        1, json_build_object('message', 'call ' || i), md5(i::text) || md5(i::text), 'rest', id::text, at,
        CASE action WHEN 'ALLOW' THEN at + interval '60 seconds' END
      FROM made`,
  },
  {
    takes: [],
    sql: `INSERT INTO outcomes (decision_id, tenant_id, call_id, session_id, status, result, attempts, duration_ms, started_at,
        recorded_at)
      SELECT id, tenant_id, id, session_id, CASE WHEN i % 50 = 49 THEN 'tool_error' ELSE 'succeeded' END,
        ('{"content":[{"type":"text","text":"call ' || i || '"}]}')::json, 1, 20,
        at + interval '3 milliseconds', at + interval '23 milliseconds'
      FROM made WHERE action = 'ALLOW'`,
  },
  {
    takes: [],
    sql: `INSERT INTO audit_leaves (id, tenant_id, category, action, actor_kind, actor_id, subject_kind, subject_id, bytes, hash,
        recorded_at)
      SELECT leaf_id, tenant_id, 'call', 'decision.recorded', 'agent', agent_id::text, 'decision', id::text,
        convert_to(repeat(md5(i::text), 20), 'UTF8'), sha256(uuid_send(id)), at FROM made
      UNION ALL
      SELECT outcome_leaf_id, tenant_id, 'call', 'outcome.recorded', 'system', 'agentgate', 'decision', id::text,
        convert_to(repeat(md5(i::text), 12), 'UTF8'), sha256(uuid_send(id)), at FROM made
      WHERE action = 'ALLOW'`,
  },
  {
    takes: ["chain"],
    sql: `INSERT INTO approvals (id, tenant_id, call_id, session_id, agent_id, capability, definition_hash, arguments,
        arguments_hash, risk_level, rule_id, reason, chain, requesters, status, created_at, decided_at, expires_at)
      SELECT uuidv7(at - clock_timestamp()), tenant_id, id, session_id, agent_id, capability, 'h',
        json_build_object('message', 'call ' || i), md5(i::text) || md5(i::text), 'LOW', 'echo', 'A person looks at this.',
        $1::jsonb, '[]', 'denied', at, at + interval '1 minute', at + interval '15 minutes'
      FROM made WHERE action = 'REQUIRE_APPROVAL'`,
  },
];
