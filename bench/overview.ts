import pg from "pg";
import { systemCtx } from "../lib/platform/ctx";
import { closeDatabase, withTenant } from "../lib/platform/db";
import { setEnv } from "../lib/platform/env/process";
import { newId } from "../lib/platform/ids";
import { newPasswords } from "../lib/platform/postgres";
import { readTraffic, rollUpTraffic, TRAFFIC_RANGES } from "../lib/traffic";
import { startEmbeddedDatabase } from "../tests/embedded-database";
import { save } from "./save";
import { spreadOf } from "./summary";

const CALLS = 1_000_000;
const AGENTS = 20;
const TOOLS = 40;
const RUNS = 15;
/** What is promised, of the median of every range; and what the slowest may take. */
const PROMISED_MS = 200;
const WORST_MS = 300;
/** The newest quarter of them in the last day, the rest in the 29 before. */
const SPREAD = `CASE WHEN i < $3::float8 / 4 THEN interval '1 day' * (i / ($3::float8 / 4))
  ELSE interval '1 day' + interval '29 days' * ((i - $3::float8 / 4) / ($3::float8 * 0.75)) END`;

type Figures = { range: string; p50: number; worst: number; calls: number };

/**
 * `npm run bench -- overview`: how long the home page's numbers take with a million calls stored, once they are rolled
 * up, and what rolling up costs. Beside them a tenth as many of another tenant, which must not matter.
 */
export async function benchOverview(): Promise<void> {
  const startedAt = new Date();
  const database = await startEmbeddedDatabase("bench");
  try {
    setEnv({
      ...{ NODE_ENV: "production", LOG_LEVEL: "warn", DATABASE_URL: database.appUrl },
      ...{ AGENTGATE_DIR: database.dir, AGENTGATE_SECRET: newPasswords().app },
    });
    const client = new pg.Client({ connectionString: database.superUrl });
    // It ends with the server where something else fails first.
    client.on("error", () => undefined);
    await client.connect();
    await seed(client, CALLS / 10);
    const tenantId = await seed(client, CALLS);
    await client.query("VACUUM ANALYZE");
    const rolling = await rollUp(tenantId, client);
    const figures: Figures[] = [];
    for (const range of TRAFFIC_RANGES) figures.push(await measure(tenantId, range));
    console.table(figures);
    console.log(rolling);
    await client.end();
    console.log(`Written to ${await save(startedAt, { overview: { calls: CALLS, figures, rolling } })}`);
    if (figures.some(({ p50, worst }) => p50 > PROMISED_MS || worst > WORST_MS))
      throw new Error(`A range takes more than ${PROMISED_MS} ms, or ${WORST_MS} ms at worst.`);
  } finally {
    await closeDatabase();
    await database.stop();
  }
}

async function measure(tenantId: string, range: (typeof TRAFFIC_RANGES)[number]): Promise<Figures> {
  const took: number[] = [];
  let calls = 0;
  for (let run = 0; run < RUNS; run++) {
    const begin = performance.now();
    const seen = await readTraffic(systemCtx(tenantId, newId()), { range });
    took.push(performance.now() - begin);
    calls = seen.total.calls;
  }
  const { p50, max } = spreadOf(took);
  return { range, calls, p50: round(p50), worst: round(max) };
}

const round = (ms = 0) => Math.round(ms * 10) / 10;

/** The whole history once, then one minute of the busiest day as the worker does it, and a turn with nothing to do. */
async function rollUp(tenantId: string, client: pg.Client) {
  const timed = async (run: () => Promise<void>) => {
    const begin = performance.now();
    await run();
    return round(performance.now() - begin);
  };
  const until = async () => {
    const sql =
      "SELECT settled_until < now() - interval '80 minutes' AS behind FROM traffic_marks WHERE tenant_id = $1";
    let behind = true;
    while (behind) {
      await rollUpTraffic(tenantId);
      behind = (await client.query<{ behind: boolean }>(sql, [tenantId])).rows[0]?.behind ?? true;
    }
  };
  const historyMs = await timed(until);
  await client.query("VACUUM ANALYZE traffic_counts");
  const nothingMs = await timed(() => rollUpTraffic(tenantId));
  await client.query(
    "UPDATE traffic_marks SET counted_until = counted_until - interval '1 minute', again_until = least(again_until, counted_until - interval '1 minute') WHERE tenant_id = $1",
    [tenantId],
  );
  const minuteMs = await timed(() => rollUpTraffic(tenantId));
  const { rows } = await client.query(
    "SELECT span, kind, count(*)::int AS rows FROM traffic_counts GROUP BY span, kind ORDER BY 1, 2",
  );
  return { historyMs, minuteMs, nothingMs, rows };
}

/** A tenant with so many calls: 80 in 100 allowed and run, 15 refused for four reasons, 5 held. @returns its id */
async function seed(client: pg.Client, calls: number): Promise<string> {
  const tenantId = newId();
  await withTenant(tenantId, (tx) =>
    tx.tenant.createMany({
      data: {
        id: tenantId,
        slug: `bench-${calls}`,
        name: "Bench",
        createdAt: new Date(Date.now() - 30 * 86_400_000),
      },
    }),
  );
  for (const months of [2, 3])
    for (const table of ["decisions", "outcomes"]) await client.query(OLDER_MONTH(table, months));
  const values = [tenantId, AGENTS, TOOLS];
  for (const sql of [AGENTS_SQL, TOOLS_SQL])
    await client.query(sql, sql === AGENTS_SQL ? values.slice(0, 2) : [tenantId, TOOLS]);
  await client.query(DECISIONS_SQL, [tenantId, AGENTS, calls, TOOLS]);
  await client.query(OUTCOMES_SQL, [tenantId]);
  return tenantId;
}

const OLDER_MONTH = (table: string, ago: number) => `DO $$
  DECLARE first timestamp := date_trunc('month', now() AT TIME ZONE 'UTC') - interval '${ago} months';
  BEGIN
    EXECUTE format('CREATE TABLE IF NOT EXISTS partitions.%I PARTITION OF ${table} FOR VALUES FROM (%L) TO (%L)',
      '${table}_' || to_char(first, 'YYYY_MM'), uuid7_floor(first AT TIME ZONE 'UTC'),
      uuid7_floor((first + interval '1 month') AT TIME ZONE 'UTC'));
  END $$`;
const AGENTS_SQL = `INSERT INTO agents (id, tenant_id, name)
  SELECT gen_random_uuid(), $1, 'worker' || n FROM generate_series(0, $2::int - 1) n`;
const TOOLS_SQL = `WITH u AS (INSERT INTO upstreams (id, tenant_id, slug, name, kind, config)
    VALUES (gen_random_uuid(), $1, 'tools', 'Tools', 'builtin', '{}') RETURNING id)
  INSERT INTO capabilities (id, tenant_id, upstream_id, name, tool_name, input_schema, operation, reversible, risk_level,
    definition_hash, updated_at)
  SELECT gen_random_uuid(), $1, u.id, 'tools.tool' || n, 'tool' || n, '{}', 'READ', true, 'LOW', 'hash', now()
  FROM u, generate_series(0, $2::int - 1) n`;
// Agents and tools by the square of a random number: few do most, as everywhere.
const DECISIONS_SQL = `
  WITH a AS (SELECT row_number() OVER () - 1 AS n, id FROM agents WHERE tenant_id = $1),
    c AS (SELECT row_number() OVER () - 1 AS n, id, name FROM capabilities WHERE tenant_id = $1),
    made AS MATERIALIZED (SELECT i, now() - (${SPREAD}) AS at, floor(power(random(), 2) * $2::int)::int AS agent,
        floor(power(random(), 2) * $4::int)::int AS tool, random() AS luck FROM generate_series(0, $3::int - 1) i),
    known AS MATERIALIZED (SELECT m.*, uuidv7(m.at - now()) AS id FROM made m)
  INSERT INTO decisions (id, tenant_id, call_id, agent_id, capability, capability_id, action, step, code, reason, control_epoch,
    arguments, arguments_hash, door, request_id, decided_at)
  SELECT k.id, $1, k.id, a.id, c.name, c.id,
    CASE WHEN k.luck < 0.8 THEN 'ALLOW' WHEN k.luck < 0.95 THEN 'DENY' ELSE 'REQUIRE_APPROVAL' END,
    CASE WHEN k.luck < 0.9 THEN 'policy' WHEN k.luck < 0.95 THEN 'arguments' ELSE 'approval' END,
    CASE WHEN k.luck < 0.8 THEN 'POLICY_ALLOWED' WHEN k.luck < 0.9 THEN 'POLICY_DENIED' WHEN k.luck < 0.93 THEN 'INVALID_ARGUMENTS'
      WHEN k.luck < 0.95 THEN 'RATE_LIMITED' ELSE 'APPROVAL_REQUIRED' END,
    'A rule.', 1, '{"amount":1}', repeat('0', 64), 'rest', 'bench', k.at
  FROM known k JOIN a ON a.n = k.agent JOIN c ON c.n = k.tool`;
const OUTCOMES_SQL = `INSERT INTO outcomes (decision_id, tenant_id, call_id, status, duration_ms, recorded_at)
  SELECT d.id, $1, d.id, CASE WHEN random() < 0.97 THEN 'succeeded' ELSE 'tool_error' END, m.ms, d.decided_at + m.ms * interval '1 ms'
  FROM decisions d CROSS JOIN LATERAL (SELECT (5 + power(random(), 6) * 4000 + 0 * extract(epoch FROM d.decided_at))::int AS ms) m
  WHERE d.tenant_id = $1 AND d.action = 'ALLOW'`;
