import { monitorEventLoopDelay } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { measureImpact, type ImpactReport } from "../lib/impact";
import { systemCtx } from "../lib/platform/ctx";
import { closeDatabase, withTenant } from "../lib/platform/db";
import { setEnv } from "../lib/platform/env/process";
import { newId } from "../lib/platform/ids";
import { newPasswords } from "../lib/platform/postgres";
import { policyHash } from "../lib/policy";
import { startEmbeddedDatabase } from "../tests/embedded-database";

export type ImpactBench = {
  decisions: number;
  replayed: number;
  flips: number;
  /** Of each run, in the order they were made; the first one finds nothing warm. */
  milliseconds: number[];
  /** CPU time of this process in the same runs, which a busy machine changes less; the database's is not in it. */
  cpuMilliseconds: number[];
  /** The longest that the event loop was kept from others in any run but the first. */
  longestBlockMs: number;
};

const DECISIONS = 100_000;
const AREAS = 10;
const AGENTS = 8;
const SESSIONS = 500;
const RUNS = 5;

/**
 * Re-evaluates 100,000 stored decisions of a week under a draft that asks people from 400 instead of 500 on. A guard
 * over everything reads the context, so that no decision can be remembered: each is evaluated twice, once under
 * the revision that made it and once under the draft.
 */
export async function benchImpact(): Promise<ImpactBench> {
  const database = await startEmbeddedDatabase("bench");
  try {
    setEnv({
      NODE_ENV: "production",
      LOG_LEVEL: "warn",
      DATABASE_URL: database.appUrl,
      AGENTGATE_DIR: database.dir,
      AGENTGATE_SECRET: newPasswords().app,
    });
    const tenantId = await seed(database.superUrl);
    return await measure(tenantId);
  } finally {
    await closeDatabase();
    await database.stop();
  }
}

async function measure(tenantId: string): Promise<ImpactBench> {
  const milliseconds: number[] = [];
  const cpuMilliseconds: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let report: ImpactReport | undefined;
  for (let run = 0; run < RUNS; run++) {
    const begin = performance.now();
    const cpu = process.cpuUsage();
    report = await measureImpact(systemCtx(tenantId, newId()), { document: policyText(400), days: 7 });
    milliseconds.push(Math.round(performance.now() - begin));
    const { user, system } = process.cpuUsage(cpu);
    cpuMilliseconds.push(Math.round((user + system) / 1_000));
    delay.enable();
  }
  delay.disable();
  if (report?.replayed !== DECISIONS || report.tightening === 0)
    throw new Error(`Not what was seeded: ${JSON.stringify(report)}`);
  return {
    decisions: report.total,
    replayed: report.replayed,
    flips: report.loosening + report.tightening,
    milliseconds,
    cpuMilliseconds,
    longestBlockMs: Number((delay.max / 1e6).toFixed(1)),
  };
}

function policyText(limit: number): string {
  const rules = Array.from({ length: AREAS }, (_, area) => [
    `  - { id: small-${area}, principals: ["agent:*"], capabilities: [area${area}.pay], when: 'args.amount < ${limit}', action: ALLOW }`,
    `  - { id: large-${area}, principals: ["agent:*"], capabilities: [area${area}.pay], action: REQUIRE_APPROVAL }`,
    `  - { id: read-${area}, principals: ["agent:*"], capabilities: [area${area}.read], action: ALLOW }`,
  ]).flat();
  const guard = `  - { id: guard, principals: ["*"], capabilities: ["*"], when: 'has(context.stop) && context.stop', action: DENY, reason: Stopped. }`;
  return ["version: 1", "rules:", guard, ...rules].join("\n");
}

async function seed(superUrl: string): Promise<string> {
  const [tenantId, revisionId] = [newId(), newId()];
  const document = policyText(500);
  await withTenant(tenantId, async (tx) => {
    await tx.tenant.createMany({ data: { id: tenantId, slug: "bench", name: "Bench" } });
    await tx.policyRevision.createMany({
      data: { id: revisionId, tenantId, number: 1, document, hash: policyHash(document), state: "published" },
    });
  });
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    for (const sql of SEED) await client.query(sql.replaceAll("$TENANT", `'${tenantId}'::uuid`));
    await client.query(DECISIONS_SQL, [tenantId, revisionId, DECISIONS]);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
  return tenantId;
}

const SEED = [
  `INSERT INTO agents (id, tenant_id, name) SELECT gen_random_uuid(), $TENANT, 'worker' || n FROM generate_series(0, ${AGENTS - 1}) n`,
  `INSERT INTO sessions (id, tenant_id, agent_id, kind, started_at)
   SELECT gen_random_uuid(), $TENANT, (SELECT id FROM agents WHERE name = 'worker' || n % ${AGENTS}), 'rest', now() - interval '6 days'
   FROM generate_series(0, ${SESSIONS - 1}) n`,
  `INSERT INTO upstreams (id, tenant_id, slug, name, kind, config)
   SELECT gen_random_uuid(), $TENANT, 'area' || n, 'Area', 'builtin', '{}' FROM generate_series(0, ${AREAS - 1}) n`,
  `INSERT INTO capabilities (id, tenant_id, upstream_id, name, tool_name, input_schema, operation, reversible, risk_level,
     definition_hash, updated_at)
   SELECT gen_random_uuid(), $TENANT, u.id, u.slug || '.' || tool, tool, '{}', 'READ', true, 'LOW', 'hash', now() - interval '9 days'
   FROM upstreams u CROSS JOIN unnest(ARRAY['read', 'pay']) tool`,
];

const DECISIONS_SQL = `
  WITH s AS (SELECT row_number() OVER () - 1 AS n, id, agent_id FROM sessions),
    c AS (SELECT row_number() OVER (ORDER BY name) - 1 AS n, id, name FROM capabilities),
    made AS (
      SELECT uuidv7(-interval '6 days' * (i::float8 / $3)) AS id, now() - interval '6 days' * (i::float8 / $3) AS at,
        i, (i * 37) % 1000 AS amount
      FROM generate_series(0, $3::int - 1) i)
  INSERT INTO decisions (id, tenant_id, call_id, session_id, agent_id, capability, capability_id, definition_hash, action, step,
    code, rule_id, reason, risk_level, explanation, obligations, policy_revision_id, control_epoch, arguments,
    arguments_hash, context, door, request_id, decided_at)
  SELECT m.id, $1, m.id, s.id, s.agent_id, c.name, c.id, 'hash', d.action,
    CASE WHEN d.action = 'ALLOW' THEN 'policy' ELSE 'approval' END,
    CASE WHEN d.action = 'ALLOW' THEN 'POLICY_ALLOWED' ELSE 'APPROVAL_REQUIRED' END,
    d.rule || substring(c.name FROM '[0-9]+'), 'Rule allows this call.', 'LOW',
    json_build_object('tried', json_build_array(json_build_object('ruleId', 'guard', 'outcome', 'condition_false',
      'condition', 'has(context.stop) && context.stop')), 'omitted', 0, 'matched', d.rule, 'raised', null),
    '{}', $2, 1, json_build_object('amount', m.amount, 'to', 'account ' || m.i, 'note', repeat('x', 100)),
    repeat('0', 64), '{"task":"nightly"}', 'rest', gen_random_uuid()::text, m.at
  FROM made m JOIN s ON s.n = m.i % ${SESSIONS} JOIN c ON c.n = m.i % ${2 * AREAS}
  CROSS JOIN LATERAL (SELECT
    CASE WHEN c.name LIKE '%.read' THEN 'read-' WHEN m.amount < 500 THEN 'small-' ELSE 'large-' END AS rule,
    CASE WHEN c.name LIKE '%.read' OR m.amount < 500 THEN 'ALLOW' ELSE 'REQUIRE_APPROVAL' END AS action) d`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  console.log(JSON.stringify(await benchImpact(), null, 2));
